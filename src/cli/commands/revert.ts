import type { Command } from 'commander';
import { taskQueues } from '../../contract/queues.js';
import type { Cli } from '../cli.js';
import { badArguments } from '../errors.js';
import { followRequest, waitHelp } from '../follow-request.js';
import { person } from '../person.js';
import { withDatabase, withTemporal } from '../system.js';

export function addRevert(program: Command, cli: Cli): void {
  program
    .command('revert')
    .description('revert what a run changed, except what changed again since')
    .argument('<scope>', '<district> or <district>/<school>')
    .argument('<run>', 'number of the run, as "dailysync runs" lists it')
    .option('--wait', 'wait for its end, show its progress and print its report')
    .option('--by <name>', 'who asks, for the record')
    .addHelpText(
      'after',
      `
The revert is a run of the scope, and can be reverted like any other. It takes over from a run that waits for a person.
The guardian file of a reverted run is not applied again by itself: if a sync finds it again, it asks first.
${waitHelp}`,
    )
    .action(async (slug: string, number: string, { wait = false, by }: { wait?: boolean; by?: string }) => {
      if (!/^[1-9]\d{0,14}$/.test(number))
        throw badArguments(`"${number}" is not the number of a run. "dailysync runs ${slug}" lists them.`);
      const runId = Number(number);
      const requestedBy = person(by);
      await withDatabase(cli, (db) =>
        withTemporal(async (client) => {
          const [{ requestRevert }, { findScope }] = await Promise.all([
            import('../../requests/revert.js'),
            import('../../settings/scopes.js'),
          ]);
          const scope = await findScope(db, slug);
          const queues = taskQueues(process.env.DAILYSYNC_QUEUE_PREFIX);
          const start = () => requestRevert(db, client, queues, { scope: slug, runId, requestedBy });
          await followRequest({ cli, db, client, scope, start, wait });
        }),
      );
    });
}
