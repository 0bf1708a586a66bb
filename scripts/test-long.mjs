// npm run test:long: what needs large files, many histories or minutes of faults. The same draw every time, unless it is told
// otherwise: npm run test:long -- --histories 10000 --minutes 20 --seed 7
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, root, SetupFailure, say } from './setup.mjs';
import { runTests, testFiles } from './test-run.mjs';

const usage = 'npm run test:long -- [--histories N] [--minutes N] [--seed N] [test files]';

await main(async () => {
  const { values, positionals } = parseArgs({
    options: {
      histories: { type: 'string', default: '1000' },
      minutes: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
    },
    allowPositionals: true,
  });
  const [histories, minutes, seed] = [values.histories, values.minutes, values.seed].map(Number);
  if (!(histories >= 1 && minutes > 0 && Number.isSafeInteger(seed))) throw new SetupFailure(`Usage: ${usage}`);
  say(`Seed ${seed}: ${histories} histories, ${minutes} minutes of faults`);
  await runTests([...testFiles('.long.ts'), ...filesWithDraws()], positionals, {
    MODEL_HISTORIES: String(histories),
    // These draw from consecutive seeds: the factor keeps those of two --seed values apart.
    MODEL_SEED: String(seed * 1000),
    PROPERTY_RUNS: String(Math.ceil(histories / 50)),
    PROPERTY_SEED: String(seed),
    FUZZ_COUNT: String(histories * 10),
    FUZZ_SEED: String(seed * 100_000),
    CHAOS_MINUTES: String(minutes),
    CHAOS_SEED: String(seed),
  });
});

/** Tests that draw more if they are asked to. */
function filesWithDraws() {
  return testFiles('.test.ts').filter((file) =>
    /support\/draws\.js|process\.env\.(MODEL_HISTORIES|FUZZ_COUNT)/.test(readFileSync(path.join(root, file), 'utf8')),
  );
}
