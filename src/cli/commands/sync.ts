import type { Command } from 'commander';
import { taskQueues } from '../../contract/queues.js';
import type { Cli } from '../cli.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { person } from '../person.js';
import { withDatabase, withTemporal } from '../system.js';

/** sync, retry. */
export function addSync(program: Command, cli: Cli): void {
  program
    .command('sync')
    .description('start a sync now; where one runs, one more follows it')
    .argument('<scope>', '<district> or <district>/<school>')
    .option('--wait', 'wait for its end, show its progress and print its report')
    .option('--by <name>', 'who asks, for the record')
    .addHelpText(
      'after',
      `
With --wait it ends with 0 when the run is done (also with warnings), with 3 when it needs attention or waits for a
decision about removals or the whole file, else with 1. Ctrl-C ends the waiting, not the sync.`,
    )
    .action(async (slug: string, flags: { wait?: boolean; by?: string }) => {
      const requestedBy = person(flags.by);
      await withDatabase(cli, (db) =>
        withTemporal(async (client) => {
          const [{ requestSync }, { latestRunId, waitForRun }] = await Promise.all([
            import('../../settings/start-sync.js'),
            import('../wait-for-run.js'),
          ]);
          const { findScope } = await import('../../settings/scopes.js');
          const scope = await findScope(db, slug);
          const lastRunId = await latestRunId(db, scope);
          const queues = taskQueues(process.env.DAILYSYNC_QUEUE_PREFIX);
          const request = await requestSync(db, client, queues, { scope: slug, requestedBy });
          if (!flags.wait) {
            cli.answer(request, `Started (request ${request.requestId}). "dailysync runs ${slug}" lists the runs.`);
            return;
          }
          const runId = await waitForRun({ cli, db, client, scope, lastRunId, ...request });
          const [{ runReport }, { reportText }] = await Promise.all([
            import('../../runs/report.js'),
            import('../report-text.js'),
          ]);
          const report = await runReport(db, runId, { findingsPerCode: 10 });
          cli.answer({ ...request, report }, reportText(report));
          cli.exitCode = exitCodeOf(report.run.status);
        }),
      );
    });

  program
    .command('retry')
    .description('run the failed steps of a sync that needs attention again')
    .argument('<scope>', '<district> or <district>/<school>')
    .option('--by <name>', 'who asks, for the record')
    .action(async (slug: string, flags: { by?: string }) => {
      const requestedBy = person(flags.by);
      await withDatabase(cli, async (db) => {
        const [{ findScope }, { retry }] = await Promise.all([
          import('../../settings/scopes.js'),
          import('../../answers/retry.js'),
        ]);
        await findScope(db, slug);
        const message = await withTemporal((client) => retry(client, slug, requestedBy));
        cli.answer({ scope: slug, retried: true }, `${message} "dailysync runs ${slug}" shows how it goes.`);
      });
    });
}

function exitCodeOf(status: string): ExitCode {
  if (status === 'done' || status === 'done_with_warnings') return exitCodes.ok;
  return ['needs_attention', 'threshold', 'held'].includes(status) ? exitCodes.needsAttention : exitCodes.failure;
}
