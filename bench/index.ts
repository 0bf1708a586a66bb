import { parseArgs } from 'node:util';
import { benchCheck } from './check.js';
import { benchDistrict } from './district.js';
import { benchGuardians } from './guardians.js';
import { benchLostIds } from './lost-ids.js';
import { benchSources } from './sources.js';

/**
 * Needs psql (Debian's postgresql-client). Tables and progress go to standard error, the result to standard output.
 *
 *   npm run bench [-- guardians] [--rows N] [--rounds N] [--json]
 *   npm run bench -- district [--students N] [--rows N] [--json]
 *   npm run bench -- sources [--students N] [--json]   (without psql)
 *   npm run bench -- lost-ids [--rows N] [--json]   (without psql)
 *   npm run bench -- check [--rows N] [--rounds N] [--json]   (without psql)
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1000000' },
    students: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string) => console.error(line);

const benches: Record<string, () => Promise<unknown>> = {
  guardians: () => benchGuardians({ rows: Number(values.rows), rounds: Number(values.rounds), say }),
  district: () => benchDistrict({ students: Number(values.students), rows: Number(values.rows), say }),
  sources: () => benchSources({ students: Number(values.students), say }),
  'lost-ids': () => benchLostIds({ rows: Math.min(Number(values.rows), 100_000), say }),
  check: () => benchCheck({ rows: Number(values.rows), rounds: Number(values.rounds), say }),
};
const bench = benches[positionals[0] ?? 'guardians'];
if (!bench) {
  say(`Which benchmark? npm run bench -- ${Object.keys(benches).join(' | ')}`);
  process.exit(2);
}
const result = await bench();
console.log(values.json ? JSON.stringify(result) : result);
