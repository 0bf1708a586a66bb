import type { DataActivities } from '../src/contract/activities.js';
import type { ActivityDependencies } from './dependencies.js';
import { withRun } from './with-run.js';

/** The run that the request names is put back. */
export function revertActivities(dependencies: ActivityDependencies): Pick<DataActivities, 'revertRun'> {
  return {
    revertRun: (input) =>
      withRun(dependencies, input, async () => {
        throw new Error('There is no src/revert yet.');
      }),
  };
}
