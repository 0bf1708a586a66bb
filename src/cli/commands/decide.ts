import { Argument, type Command } from 'commander';
import type { Question } from '../../requests/decide.js';
import { count } from '../../words/numbers.js';
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
        if (question !== 'removals' || decision) throw badArguments('--list goes with "removals" and no answer.');
        return listRemovals(cli, slug, flags);
      }
      if (flags.csv || flags.out) throw badArguments('--csv and --out go with --list.');
      if (!decision) throw badArguments(`The answer is missing: ${answers[question].join(', ')}.`);
      if (!answers[question].includes(decision))
        throw badArguments(`To ${question} the answer is one of: ${answers[question].join(', ')}.`);
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
        const message = await withTemporal((client) => decide(client, slug, { question, decision, by }));
        cli.answer({ scope: slug, question, decision }, `${message} "dailysync runs ${slug}" shows how it goes.`);
      });
    });
}

interface Flags {
  by?: string;
  list?: boolean;
  csv?: boolean;
  out?: string;
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
