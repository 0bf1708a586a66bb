import { parseArgs } from 'node:util';
import { benchGuardians } from './guardians.js';

/** `npm run bench -- guardians [--rows N] [--rounds N] [--json]`; needs the build and psql. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string) => console.error(line);

if (positionals[0] !== 'guardians') {
  say('Which benchmark? npm run bench -- guardians [--rows N] [--rounds N] [--json]');
  process.exit(2);
}
const result = await benchGuardians({ rows: Number(values.rows), rounds: Number(values.rounds), say });
console.log(values.json ? JSON.stringify(result) : result);
