import path from 'node:path';
import type { Command } from 'commander';
import { count } from '../../words/numbers.js';
import type { Cli } from '../cli.js';
import { ProgressLine } from '../progress-line.js';
import { withDatabase } from '../system.js';
import { table } from '../table.js';

export function addExport(program: Command, cli: Cli): void {
  program
    .command('export')
    .description("write a scope's own records as CSV files, active and archived, to be compared with diff")
    .argument('<scope>', '<district> or <district>/<school>')
    .argument('<dir>', 'folder; created if missing, other files in it stay')
    .option('--stable', "leave out DailySync's own IDs, runs, and times, so that the same data gives the same files")
    .action(async (slug: string, dir: string, flags: { stable?: boolean }) => {
      const [{ exportScope }, { findScope }] = await Promise.all([
        import('../../export/export.js'),
        import('../../settings/scopes.js'),
      ]);
      const folder = path.resolve(dir);
      const progress = new ProgressLine(cli.io.err);
      const files = await withDatabase(cli, async (db) =>
        exportScope(db, await findScope(db, slug), folder, {
          stable: flags.stable ?? false,
          signal: cli.io.interrupted,
          onFile: ({ file, records }) => progress.update(file, count(records, 'record')),
        }),
      ).finally(() => progress.end());
      const lines = table(
        ['file', 'records'],
        files.map(({ file, records }) => [file, records]),
      );
      cli.answer({ scope: slug, folder, stable: flags.stable ?? false, files }, `${lines}\n\nWritten to ${folder}`);
    });
}
