// `dailysync up` with stand-ins for its children, as a process of its own: arguments are the data folder and four ports.
import { up } from '../../../src/embedded/up.js';
import { standIns } from './stand-ins.js';

const [data, ...ports] = process.argv.slice(2);
const [pgPort, temporalPort, uiPort, webPort] = ports.map(Number);
try {
  await up({ data, pgPort, temporalPort, uiPort, webPort }, (line) => console.log(line), standIns);
} catch (error) {
  console.log((error as { code?: string }).code, (error as Error).message);
  process.exitCode = 1;
}
