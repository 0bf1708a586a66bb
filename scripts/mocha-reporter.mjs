// mocha's spec reporter, which also leaves the counts in the file that DAILYSYNC_TEST_SUMMARY names.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

export default class SpecWithSummary extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const file = process.env.DAILYSYNC_TEST_SUMMARY;
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, pending }));
    });
  }
}
