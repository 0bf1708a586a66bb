import type { DataActivities } from '../src/contract/activities.js';
import { revertRun, revertStep } from '../src/revert/revert.js';
import { runStep } from '../src/runs/steps.js';
import type { ActivityDependencies } from './dependencies.js';
import { withRun } from './with-run.js';

/** The run that the request names is put back. */
export function revertActivities(dependencies: ActivityDependencies): Pick<DataActivities, 'revertRun'> {
  return {
    revertRun: (input) =>
      withRun(dependencies, input, async (run, execution) => {
        const options = { step: revertStep, lock: 'district' } as const;
        const target = run.options.revert?.runId ?? 0;
        const { reverted, kept } = await runStep(dependencies.db, run, execution, options, (trx) =>
          revertRun(trx, run, target),
        );
        return { reverted, kept };
      }),
  };
}
