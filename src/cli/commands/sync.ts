import type { Command } from 'commander';
import { taskQueues } from '../../contract/queues.js';
import type { Cli } from '../cli.js';
import { dryRunHelp, dryRunOption, followRequest, waitHelp } from '../follow-request.js';
import { person } from '../person.js';
import { withDatabase, withTemporal } from '../system.js';

/** sync, retry. */
export function addSync(program: Command, cli: Cli): void {
  program
    .command('sync')
    .description('start a sync now; if one is running, the new one follows it')
    .argument('<scope>', '<district> or <district>/<school>')
    .option('--wait', 'wait for its end, show its progress and print its report')
    .option('--dry-run', dryRunOption)
    .option('--by <name>', 'who asks, for the record')
    .addHelpText('after', `${waitHelp}\n${dryRunHelp}`)
    .action(async (slug: string, flags: { wait?: boolean; dryRun?: boolean; by?: string }) => {
      const requestedBy = person(flags.by);
      await withDatabase(cli, (db) =>
        withTemporal(async (client) => {
          const [{ requestSync }, { requestDryRun }, { findScope }] = await Promise.all([
            import('../../requests/start-sync.js'),
            import('../../requests/dry-run.js'),
            import('../../settings/scopes.js'),
          ]);
          const scope = await findScope(db, slug);
          const queues = taskQueues(process.env.DAILYSYNC_QUEUE_PREFIX);
          const { dryRun = false, wait = false } = flags;
          const request = { scope: slug, requestedBy };
          const start = () =>
            dryRun ? requestDryRun(db, client, queues, request) : requestSync(db, client, queues, request);
          await followRequest({ cli, db, client, scope, start, coalesces: !dryRun, wait: wait || dryRun });
        }),
      );
    });

  program
    .command('retry')
    .description('run the failed steps of a sync that needs attention once more')
    .argument('<scope>', '<district> or <district>/<school>')
    .option('--by <name>', 'who asks, for the record')
    .action(async (slug: string, flags: { by?: string }) => {
      const requestedBy = person(flags.by);
      await withDatabase(cli, async (db) => {
        const [{ findScope }, { retry }] = await Promise.all([
          import('../../settings/scopes.js'),
          import('../../requests/retry.js'),
        ]);
        await findScope(db, slug);
        const message = await withTemporal((client) => retry(client, slug, requestedBy));
        cli.answer({ scope: slug, retried: true }, `${message} "dailysync runs ${slug}" shows how it goes.`);
      });
    });
}
