export interface Command {
  line: string;
  /** What it does, as the end of a sentence. */
  does: string;
}

export interface CommandContext {
  scope: string;
  runId: number;
}

/**
 * The commands to try after a run.
 *
 * @param dataFolder where the system runs that they are meant for; null for the default folder
 */
export function nextCommands({ scope, runId }: CommandContext, dataFolder: string | null = null): Command[] {
  const data = dataFolder === null ? '' : ` --data ${/^[\w./-]+$/.test(dataFolder) ? dataFolder : `'${dataFolder}'`}`;
  return [
    {
      line: `npx dailysync report ${runId}${data}`,
      does: 'tells the same on the command line; with --json as one document',
    },
    {
      line: `npx dailysync sync ${scope} --wait${data}`,
      does: 'syncs again: where the files are the same, nothing changes',
    },
    { line: `npx dailysync runs ${scope}${data}`, does: 'lists the runs, newest first' },
    {
      line: `npx dailysync export ${scope} export --stable${data}`,
      does: 'writes the directory as CSV files, to compare with diff',
    },
    { line: 'npx dailysync check guardians.csv', does: 'checks a guardian file before anybody sends it' },
    { line: `npx dailysync settings show ${scope}${data}`, does: 'shows what can be set' },
  ];
}
