import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import type { Scope } from '../settings/scopes.js';
import type { Cli } from './cli.js';
import { type ExitCode, exitCodes } from './exit-codes.js';

interface Followed {
  cli: Cli;
  db: Knex;
  client: Client;
  scope: Scope;
  /** Starts what is asked for. */
  start(): Promise<{ requestId: string; workflowId: string }>;
  /** A sync may be served by the run of an equal request that waited before. */
  coalesces?: boolean;
  /** Whether to wait for the end of its run, and print its report. */
  wait: boolean;
}

export const waitHelp = `
With --wait it ends with 0 if the run is done (also with warnings), with 3 if it needs attention or waits for a decision
about removals or a file on hold, and otherwise with 1. Ctrl-C ends the waiting, not the sync.`;

export const dryRunOption = 'wait, print what would happen, and change nothing';

export const dryRunHelp = `
With --dry-run it prints the report that the sync would have, with what would change, and ends as the sync would with
--wait. It waits while a sync of the scope is running, and is stopped if one starts.`;

/** Starts a request and answers: at once, or with the report of its run. */
export async function followRequest(followed: Followed): Promise<void> {
  const { cli, db, client, scope, start, coalesces = false, wait } = followed;
  const [{ latestRunId }, { waitForRun }] = await Promise.all([
    import('../requests/follow.js'),
    import('./wait-for-run.js'),
  ]);
  const lastRunId = coalesces ? await latestRunId(db, scope) : Number.POSITIVE_INFINITY;
  const request = await start();
  if (!wait) {
    cli.answer(request, `Started (request ${request.requestId}). "dailysync runs ${scope.slug}" lists the runs.`);
    return;
  }
  const runId = await waitForRun(cli, db, client, { scope, lastRunId, ...request });
  const [{ runReport }, { reportText }] = await Promise.all([import('../runs/report.js'), import('./report-text.js')]);
  const report = await runReport(db, runId, { findingsPerCode: 10 });
  cli.answer({ ...request, report }, reportText(report, cli.dataFolder));
  cli.exitCode = exitCodeOf(report.run.status);
}

function exitCodeOf(status: string): ExitCode {
  if (status === 'done' || status === 'done_with_warnings') return exitCodes.ok;
  return ['needs_attention', 'threshold', 'held'].includes(status) ? exitCodes.needsAttention : exitCodes.failure;
}
