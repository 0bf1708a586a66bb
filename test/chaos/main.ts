import { parseArgs } from 'node:util';
import { seeded } from '../../src/demo/generator/random.js';
import { evolvingDistrict } from '../support/evolving-district.js';
import { stopTestServers } from '../support/servers.js';
import { createTestSystem } from '../support/system.js';
import { DisturbedSystem, rowsPerBatch } from './disturbed-system.js';
import { type District, Night, type NightResult } from './night.js';
import '../support/hooks.js';

const districtCount = 6;
const usage = 'npm run chaos -- [--minutes N] [--seed S] [--json]';

/**
 * Night after night of syncs over changing files, in a small system whose parts are killed at moments drawn by the seed;
 * after each night every district must equal its twin in an undisturbed system. Exit code 1 unless all did, and no run
 * needed attention for a reason that no fault explains.
 */
async function chaos(): Promise<void> {
  const { minutes, seed, json } = options();
  const say = (line: string) => console.error(line);
  // knex says there that the database is gone, which is what we do to it; the answer alone belongs there.
  console.log = () => {};
  const total: NightResult = { faults: 0, runs: 0, differences: [], unexplained: [] };
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // The servers that are left then are ended by the next start.
      if (interrupted) process.exit(130);
      interrupted = true;
      say('Stopping after this night; once more to stop at once …');
    });
  }

  say('Starting two systems: one to disturb, and its undisturbed twin …');
  const disturbed = await DisturbedSystem.start(say);
  try {
    const twin = await createTestSystem();
    try {
      const districts: District[] = [];
      for (let n = 1; n <= districtCount; n += 1) {
        const slug = `district-${n}`;
        districts.push({
          disturbed: await disturbed.system.withDistrict(slug),
          twin: await twin.withDistrict(slug),
          files: evolvingDistrict(seed * 100 + n),
        });
      }
      const random = seeded(seed);
      const until = Date.now() + minutes * 60_000;
      await twin.withWorkers(
        async () => {
          for (let night = 1; Date.now() < until && !interrupted; night += 1) {
            say(`Night ${night}`);
            const result = await new Night(disturbed, random, say).run(districts);
            total.faults += result.faults;
            total.runs += result.runs;
            total.differences.push(...result.differences);
            total.unexplained.push(...result.unexplained);
            for (const each of result.differences) say(`  DIFFERS ${each}`);
            for (const each of result.unexplained) say(`  UNEXPLAINED ${each}`);
            const left = Math.max(0, Math.round((until - Date.now()) / 1000));
            say(`  ${total.faults} faults, ${total.runs} runs so far; ${left} s left`);
          }
        },
        { rowsPerBatch },
      );
    } finally {
      await twin.stop();
    }
  } finally {
    await disturbed.stop();
    await stopTestServers();
  }
  const { faults, runs, differences, unexplained } = total;
  const equal = runs > 0 && differences.length === 0;
  const answer = json
    ? JSON.stringify({ faults, runs, equal, unexplained: unexplained.length })
    : `${faults} faults in ${runs} runs: ${equal ? '' : 'NOT '}equal to the undisturbed twin, ${unexplained.length} failures unexplained`;
  process.stdout.write(`${answer}\n`);
  process.exitCode = equal && unexplained.length === 0 ? 0 : 1;
}

function options(): { minutes: number; seed: number; json: boolean } {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (!(minutes > 0)) throw new Error(`--minutes must be a number above 0. Usage: ${usage}`);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed must be a whole number. Usage: ${usage}`);
  return { minutes, seed, json: values.json };
}

chaos().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
