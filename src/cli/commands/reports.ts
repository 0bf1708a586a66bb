import { type Command, InvalidArgumentError } from 'commander';
import type { Cli } from '../cli.js';
import { withDatabase } from '../system.js';

const LINES_PER_CODE = 10;

/** runs, report. */
export function addReports(program: Command, cli: Cli): void {
  program
    .command('runs')
    .description('list the latest runs of a scope, newest first')
    .argument('<scope>', '<district> or <district>/<school>')
    .option('--limit <n>', 'how many', positive, 20)
    .action(async (slug: string, { limit }: { limit: number }) => {
      const [{ listRuns }, { runsText }, { findScope }] = await Promise.all([
        import('../../runs/report.js'),
        import('../report-text.js'),
        import('../../settings/scopes.js'),
      ]);
      const runs = await withDatabase(cli, async (db) => listRuns(db, await findScope(db, slug), limit));
      cli.answer({ scope: slug, runs }, runsText(slug, runs));
    });

  program
    .command('report')
    .description('tell what a run did and found')
    .argument('<run>', 'number of the run', positive)
    .option('--findings <n>', 'how many findings of each code are listed', positive)
    .action(async (runId: number, flags: { findings?: number }) => {
      const [{ runReport }, { reportText }] = await Promise.all([
        import('../../runs/report.js'),
        import('../report-text.js'),
      ]);
      const findingsPerCode = flags.findings ?? (cli.json ? 1000 : LINES_PER_CODE);
      const report = await withDatabase(cli, (db) => runReport(db, runId, { findingsPerCode }));
      cli.answer(report, reportText(report));
    });
}

function positive(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError('A whole number from 1 on is wanted.');
  return n;
}
