import { type Command, InvalidArgumentError } from 'commander';
import type { Cli } from '../cli.js';
import { badArguments } from '../errors.js';
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
      const { scope, runs } = await withDatabase(cli, async (db) => {
        const found = await findScope(db, slug);
        return { scope: found, runs: await listRuns(db, found, limit) };
      });
      cli.answer({ scope: slug, runs }, runsText(slug, scope.settings.schedule.timeZone, runs, cli.dataFolder));
    });

  program
    .command('report')
    .description('show what a run did and found')
    .argument('<run>', 'number of the run', positive)
    .option('--findings <n>', 'how many findings of each code are listed', positive)
    .option('--csv', 'every finding as CSV')
    .option('--changes', 'of a dry run: everything that would change, as JSON lines')
    .option('--out <file>', 'write --csv, --json or --changes to a file')
    .addHelpText(
      'after',
      `
On screen the first ${LINES_PER_CODE} findings of each code are listed. --csv and --json give every finding, however many there are;
docs/reports.md describes both.`,
    )
    .action(async (runId: number, flags: ReportFlags) => {
      const format = cli.json ? 'json' : flags.csv ? 'csv' : null;
      assertFlags(cli, flags);
      if (flags.changes) return writeChanges(cli, runId, flags.out);
      const [{ runReport }, { reportText }, { reportDownload }, { writeOut }] = await Promise.all([
        import('../../runs/report.js'),
        import('../report-text.js'),
        import('../../runs/report/download.js'),
        import('../write-out.js'),
      ]);
      await withDatabase(cli, async (db) => {
        if (format === null || flags.findings !== undefined) {
          const report = await runReport(db, runId, { findingsPerCode: flags.findings ?? LINES_PER_CODE });
          cli.answer(report, reportText(report, cli.dataFolder));
          return;
        }
        const file = await writeOut(cli, reportDownload(db, runId, format), flags.out);
        if (file !== null) cli.answer({ run: runId, format, file }, `Written to ${file}`);
      });
    });
}

async function writeChanges(cli: Cli, runId: number, out: string | undefined): Promise<void> {
  const [{ changesOf }, { writeOut }, { blobStoreFromEnv }] = await Promise.all([
    import('../../dry-runs/changes.js'),
    import('../write-out.js'),
    import('../../main/environment.js'),
  ]);
  await withDatabase(cli, async (db) => {
    const { blobs } = await blobStoreFromEnv();
    const changes = await changesOf(db, blobs, runId);
    if (changes === null) throw badArguments('--changes is for dry runs that went through.');
    const file = await writeOut(cli, changes, out);
    if (file !== null) cli.answer({ run: runId, format: 'json lines', file }, `Written to ${file}`);
  });
}

interface ReportFlags {
  findings?: number;
  changes?: boolean;
  csv?: boolean;
  out?: string;
}

function assertFlags(cli: Cli, { findings, csv, changes, out }: ReportFlags): void {
  if (changes && (csv || cli.json)) throw badArguments('--changes has its own format: leave --csv and --json out.');
  if (csv && cli.json) throw badArguments('Choose one of --csv and --json.');
  if (out !== undefined && !csv && !cli.json && !changes)
    throw badArguments('--out needs --csv, --json, or --changes.');
  if (findings !== undefined && (csv || out !== undefined))
    throw badArguments('A file has every finding: leave --findings out.');
}

function positive(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError('Write a whole number, 1 or greater.');
  return n;
}
