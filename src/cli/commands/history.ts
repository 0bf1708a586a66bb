import type { Command } from 'commander';
import { SyncFailure } from '../../contract/failures.js';
import type { HistoryEvent } from '../../runs/history.js';
import { count } from '../../words/numbers.js';
import { when } from '../../words/times.js';
import type { Cli } from '../cli.js';
import { badArguments } from '../errors.js';
import { withDatabase } from '../system.js';

/** history. */
export function addHistory(program: Command, cli: Cli): void {
  const history = program
    .command('history')
    .description('what happened to a guardian; the directory as it was at an earlier run');
  history
    .command('guardian')
    .description('show what happened to a guardian, its links, and its account: before and after, run, file and line')
    .argument('<scope>', '<district> or <district>/<school>')
    .argument('<id>', "the district's ID (guardianSisId)")
    .option('--own-id', "the ID is DailySync's own number, as reports and pages show it")
    .action(async (slug: string, id: string, flags: { ownId?: boolean }) => {
      const [{ findScope }, { findGuardian, guardianStory }] = await Promise.all([
        import('../../settings/scopes.js'),
        import('../../runs/history.js'),
      ]);
      const { story, timeZone } = await withDatabase(cli, async (db) => {
        const scope = await findScope(db, slug);
        const guardianId = await findGuardian(db, scope, id, flags.ownId ?? false);
        const { timeZone } = scope.settings.schedule;
        return { story: await guardianStory(db, scope.districtId, guardianId), timeZone };
      });
      const { name, id: number, archived } = story!.guardian;
      const head = `${name}, guardian ${number}${archived ? ', archived' : ''}`;
      cli.answer(
        { scope: slug, ...story },
        [head, ...story!.events.flatMap((event) => eventLines(event, timeZone))].join('\n'),
      );
    });

  history
    .command('directory')
    .description("write a scope's records as they were when a run had ended, one JSON object a line")
    .argument('<scope>', '<district> or <district>/<school>')
    .argument('<run>', 'number of the run')
    .option('--out <file>', 'write to a file')
    .action(async (slug: string, run: string, { out }: { out?: string }) => {
      if (!/^[1-9]\d{0,14}$/.test(run)) throw badArguments('The run is a number, as "dailysync runs" lists it.');
      if (cli.json && out === undefined)
        throw badArguments('--json needs --out: what is written is one line for each record.');
      const [{ findScope }, { directoryAsOf }, { loadRun }, { writeOut }] = await Promise.all([
        import('../../settings/scopes.js'),
        import('../../runs/audit.js'),
        import('../../runs/context.js'),
        import('../write-out.js'),
      ]);
      await withDatabase(cli, async (db) => {
        const scope = await findScope(db, slug);
        const { runId, scopeId } = await loadRun(db, Number(run));
        if (scopeId !== scope.scopeId)
          throw new SyncFailure(
            'RunOfOtherScope',
            `Run ${run} is not a run of ${slug}. "dailysync runs ${slug}" lists them.`,
          );
        let records = 0;
        async function* lines() {
          for await (const page of directoryAsOf(db, scope, runId)) {
            records += page.records.length;
            yield page.records.map((record) => `${JSON.stringify({ entity: page.entity, ...record })}\n`).join('');
          }
        }
        const file = await writeOut(cli, lines(), out);
        if (file !== null)
          cli.answer({ scope: slug, run: runId, file, records }, `${count(records, 'record')} written to ${file}`);
      });
    });
}

function eventLines({ runId, at, what, file, line, values }: HistoryEvent, timeZone: string): string[] {
  const where = [file, line === null ? null : `line ${line}`].filter((part) => part !== null).join(', ');
  const head = `${at === null ? '' : `${when(at, timeZone)}  `}run ${runId}${where === '' ? '' : ` (${where})`}: ${what}`;
  return [head, ...values.map(({ column, before, after }) => `    ${column}: ${text(before)} → ${text(after)}`)];
}

function text(value: unknown): string {
  return value === null || value === '' ? '(empty)' : typeof value === 'string' ? value : JSON.stringify(value);
}
