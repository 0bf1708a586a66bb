// mocha's spec reporter, which also lists the slowest files and leaves the counts in the file that DAILYSYNC_TEST_SUMMARY names.
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
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, pending }));
      if (milliseconds.size > 1) listSlowest(milliseconds);
    });
  }
}

function listSlowest(milliseconds) {
  const slowest = [...milliseconds].sort(([, a], [, b]) => b - a).slice(0, listed);
  console.log('  Slowest files:');
  for (const [file, ms] of slowest) {
    console.log(`  ${(ms / 1000).toFixed(1).padStart(7)} s  ${path.relative(process.cwd(), file)}`);
  }
  console.log();
}
