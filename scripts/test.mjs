// npm test: every test but the long ones; files and options of mocha may follow (npm test -- test/some.test.ts -g …).
import { main, SetupFailure } from './setup.mjs';
import { runTests, testFiles } from './test-run.mjs';

/** By the list that a run ends with: they begin first, so that none of them is left when the others are done. */
const longest = [
  'test/roster/oneroster-rest/faults.test.ts',
  'test/integration/dry-run.test.ts',
  'test/faults/fence/late.test.ts',
  'test/roster/oneroster-rest/main-case.test.ts',
  'test/integration/roster-language.test.ts',
  'test/integration/bad-input.test.ts',
  'test/roster/oneroster-rest/same-district.test.ts',
  'test/faults/transfer.test.ts',
  'test/roster/clever/faults.test.ts',
  'test/roster/guardians/synced.test.ts',
  'test/roster/classlink/main-case.test.ts',
  'test/faults/dry-run.test.ts',
  'test/roster/clever/main-case.test.ts',
  'test/faults/killed-in-stage.test.ts',
  'test/integration/requests.test.ts',
];

await main(async () => {
  const files = testFiles('.test.ts');
  const gone = longest.filter((file) => !files.includes(file));
  if (gone.length > 0) throw new SetupFailure(`scripts/test.mjs names files that are not there: ${gone.join(', ')}`);
  await runTests([...new Set([...longest, ...files])], process.argv.slice(2));
});
