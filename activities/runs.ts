import { WorkflowNotFoundError } from '@temporalio/client';
import { accountsStep, assignAccounts } from '../src/accounts/assign.js';
import type { DataActivities } from '../src/contract/activities.js';
import { scheduleId } from '../src/contract/ids.js';
import { fenced, runRepeatableStep } from '../src/runs/steps.js';
import { secondsUntilNextStart } from '../src/settings/next-start.js';
import { recordAnswer } from '../src/syncs/answer.js';
import { closeRun, finishRun } from '../src/syncs/close.js';
import { openRun } from '../src/syncs/open.js';
import { reopenRun } from '../src/syncs/reopen.js';
import type { ActivityDependencies } from './dependencies.js';
import { aroundRun, currentExecution, whileHeartbeating, withRun } from './with-run.js';

type RunActivities = Pick<
  DataActivities,
  'openRun' | 'reopenRun' | 'recordAnswer' | 'closeRun' | 'finishRun' | 'assignAccounts' | 'waitBudget' | 'retireOrphan'
>;

export function runActivities(dependencies: ActivityDependencies): RunActivities {
  const { db, client, lookAgainSeconds } = dependencies;
  return {
    openRun: async ({ scope, request }) => {
      const run = await whileHeartbeating(() => openRun(db, scope, request, currentExecution(client)));
      return { ...run, ...(lookAgainSeconds === undefined ? {} : { lookAgainSeconds }) };
    },
    reopenRun: (input) =>
      aroundRun(dependencies, input, (run, execution) =>
        fenced(db, run, execution, 'scope', (trx) => reopenRun(trx, run, input.forget)),
      ),
    recordAnswer: (input) =>
      withRun(dependencies, input, (run, execution) =>
        fenced(db, run, execution, 'scope', (trx) => recordAnswer(trx, run, input)),
      ),
    assignAccounts: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const options = { step: accountsStep, lock: 'district' } as const;
        const { created, closed, merged } = await runRepeatableStep(db, run, execution, options, (trx) =>
          assignAccounts(trx, run),
        );
        return { created, closed, merged };
      }),
    closeRun: (input) =>
      aroundRun(dependencies, input, (run, execution) =>
        fenced(db, run, execution, 'scope', (trx) => closeRun(trx, run, input.failures, input.cancelled)),
      ),
    finishRun: (input) =>
      aroundRun(dependencies, input, (run, execution) =>
        fenced(db, run, execution, 'scope', (trx) => finishRun(trx, run)),
      ),
    waitBudget: async ({ scope }) => ({
      seconds: dependencies.waitSeconds ?? (await secondsUntilNextStart(client, scheduleId(scope))),
    }),
    retireOrphan: ({ workflowId }) =>
      whileHeartbeating(async () => {
        const orphan = client.workflow.getHandle(workflowId);
        try {
          await orphan.terminate('Its parent was reset; a new one takes its place.');
          await orphan.result();
        } catch (error) {
          // Ended by itself, or by the termination: either way it is closed.
          if (!(error instanceof WorkflowNotFoundError) && !(await isClosed(orphan))) throw error;
        }
      }),
  };
}

async function isClosed(handle: { describe(): Promise<{ status: { name: string } }> }): Promise<boolean> {
  const { status } = await handle.describe();
  return status.name !== 'RUNNING';
}
