import { readFile } from 'node:fs/promises';
import { Argument, type Command } from 'commander';
import type { Knex } from 'knex';
import { isRecordRef, MOST_CHOSEN } from '../../contract/record-refs.js';
import type { Question } from '../../requests/decide.js';
import { count, number } from '../../words/numbers.js';
import type { Cli } from '../cli.js';
import { badArguments } from '../errors.js';
import { person } from '../person.js';
import { withDatabase, withTemporal } from '../system.js';

const answers: Record<Question, readonly string[]> = {
  removals: ['archive', 'keep', 'ask'],
  hold: ['apply', 'discard'],
};

/** decide. */
export function addDecide(program: Command, cli: Cli): void {
  program
    .command('decide')
    .description('decide what a sync waits for: its removals, or a file or roster on hold')
    .argument('<scope>', '<district> or <district>/<school>')
    .addArgument(new Argument('<question>', 'what is decided').choices(Object.keys(answers)))
    .addArgument(new Argument('[answer]', 'the decision').choices(Object.values(answers).flat()))
    .option('--by <name>', 'who decides, for the record')
    .option('--list', 'of removals: who and what would be archived; nothing is decided')
    .option('--only <file>', 'to removals: only about the records in this file, which has lines of the list as CSV')
    .option('--csv', 'with --list: all of them as CSV')
    .option('--out <file>', 'with --csv: into a file')
    .addHelpText(
      'after',
      `
  removals archive   archive them this once, if they are still missing from the source
  removals keep      keep them until they are in the source again
  removals ask       have the next sync ask again about the records that were kept
  hold apply         apply the file or roster on hold
  hold discard       don't apply it; the same guardian file won't be applied later by itself either`,
    )
    .action(async (slug: string, question: Question, decision: string | undefined, flags: Flags) => {
      if (flags.list) {
        if (question !== 'removals' || decision || flags.only)
          throw badArguments('--list goes with "removals" and no answer.');
        return listRemovals(cli, slug, flags);
      }
      if (flags.csv || flags.out) throw badArguments('--csv and --out go with --list.');
      if (!decision) throw badArguments(`The answer is missing: ${answers[question].join(', ')}.`);
      if (!answers[question].includes(decision))
        throw badArguments(`To ${question} the answer is one of: ${answers[question].join(', ')}.`);
      if (flags.only && !['archive', 'keep'].includes(decision))
        throw badArguments('--only goes with "removals archive" and "removals keep".');
      const by = person(flags.by);
      await withDatabase(cli, async (db) => {
        const [{ findScope }, { decide, openRemovals }] = await Promise.all([
          import('../../settings/scopes.js'),
          import('../../requests/decide.js'),
        ]);
        const scope = await findScope(db, slug);
        if (decision === 'ask') {
          const records = await openRemovals(db, scope);
          cli.answer(
            { scope: slug, question, decision, records },
            `The next sync will ask about ${count(records, 'record')} again.`,
          );
          return;
        }
        const only = flags.only === undefined ? undefined : await chosenRecords(db, scope, flags.only);
        const answer = { question, decision, by, ...(only ? { only } : {}) };
        const message = await withTemporal((client) => decide(client, slug, answer));
        const records = only ? { records: only.length } : {};
        cli.answer(
          { scope: slug, question, decision, ...records },
          `${message} "dailysync runs ${slug}" shows how it goes.`,
        );
      });
    });
}

interface Flags {
  by?: string;
  only?: string;
  list?: boolean;
  csv?: boolean;
  out?: string;
}

/** The records that lines of the list name; whatever else the lines say is passed over. */
async function chosenRecords(
  db: Knex,
  scope: { districtId: number; scopeId: number },
  file: string,
): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw badArguments(`${file} can't be read: ${error.message}`);
  });
  const only = [...new Set(text.split(/[\r\n,;\t"]+/).filter(isRecordRef))];
  if (only.length === 0)
    throw badArguments(`${file} has no records: use lines of "--list --csv", with the column "record".`);
  if (only.length > MOST_CHOSEN)
    throw badArguments(`${file} has ${number(only.length)} records. One answer can be about ${number(MOST_CHOSEN)}.`);
  const { countWaiting } = await import('../../removals/waiting.js');
  const gone = only.length - (await countWaiting(db, scope, only));
  if (gone > 0)
    throw badArguments(
      `${count(gone, 'record')} of ${file} ${gone === 1 ? 'no longer waits' : 'no longer wait'} for an answer. Make the list again.`,
    );
  return only;
}

const LISTED = 50;
const LISTED_AS_JSON = 10_000;

async function listRemovals(cli: Cli, slug: string, { csv, out }: Flags): Promise<void> {
  if (out !== undefined && !csv) throw badArguments('--out needs --csv.');
  const [{ findScope }, waiting, { waitingText }, { writeOut }] = await Promise.all([
    import('../../settings/scopes.js'),
    import('../../removals/waiting.js'),
    import('../waiting-text.js'),
    import('../write-out.js'),
  ]);
  await withDatabase(cli, async (db) => {
    const scope = await findScope(db, slug);
    if (csv && !cli.json) {
      const file = await writeOut(cli, waiting.waitingDownload(db, scope, null), out);
      if (file !== null) cli.answer({}, `Written to ${file}`);
      return;
    }
    const sums = await waiting.waitingSums(db, scope, null);
    const removals = await waiting.waitingRemovals(db, scope, null, { limit: cli.json ? LISTED_AS_JSON : LISTED });
    cli.answer({ scope: slug, sums, removals }, waitingText(slug, sums, removals, cli.dataFolder));
  });
}
