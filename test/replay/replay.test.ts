import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/workflow-bundle.js';

const folder = path.join(import.meta.dirname, 'histories');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

/** Runs of the release before go on under this one: what they did must follow from today's code. */
describe('stored histories replay', function () {
  this.timeout(60_000);

  it('covers every path that was recorded', () => {
    for (const name of [
      'happy',
      'failed-and-retried',
      'student-attributes',
      'taken-over',
      'signalled-while-running',
      'cancelled',
      'reset',
      'continue-as-new',
      'preview',
      'uploaded',
    ]) {
      assert.ok(
        files.some((file) => file.startsWith(name)),
        name,
      );
    }
  });

  for (const file of files) {
    it(`replays ${file}`, async () => {
      const history = historyFromJSON(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
      await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history, `daily-sync/${file}`);
    });
  }

  it('notices a history that does not follow from the code', async () => {
    const name = files.find((file) => file.startsWith('happy-daily'));
    const text = readFileSync(path.join(folder, name as string), 'utf8').replaceAll(
      'assignAccounts',
      'assignSomething',
    );
    const replay = Worker.runReplayHistory(
      { workflowBundle: await workflowBundle() },
      historyFromJSON(JSON.parse(text)),
      'changed',
    );
    await assert.rejects(replay, /Nondeterminism|TMPRL1100/);
  });
});
