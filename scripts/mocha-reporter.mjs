// mocha's spec reporter, which also lists the slowest files. The counts, and the time of every file, go into the file that
// DAILYSYNC_TEST_SUMMARY names.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

const listed = 15;

export default class SpecWithSummary extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const milliseconds = new Map();
    const count = ({ file, duration = 0 }) => {
      if (file) milliseconds.set(file, (milliseconds.get(file) ?? 0) + duration);
    };
    runner.on('test end', count);
    runner.on('hook end', count);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const file = process.env.DAILYSYNC_TEST_SUMMARY;
      const slowest = slowestFirst(milliseconds);
      const counts = { passed: passes, failed: failures, pending, slowest: Object.fromEntries(slowest) };
      if (file) writeFileSync(file, JSON.stringify(counts));
      if (slowest.length > 1) listSlowest(slowest.slice(0, listed));
    });
  }
}

/** Files with the time that their tests and hooks took, in milliseconds. */
function slowestFirst(milliseconds) {
  return [...milliseconds]
    .map(([file, ms]) => [path.relative(process.cwd(), file), Math.round(ms)])
    .sort(([, a], [, b]) => b - a);
}

function listSlowest(slowest) {
  console.log('  Slowest files:');
  for (const [file, ms] of slowest) console.log(`  ${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`);
  console.log();
}
