import { commandLine } from '../../ui/command-line.js';

export interface Command {
  line: string;
  /** What it does, as the end of a sentence. */
  does: string;
}

/** The commands to try after a run. */
export function nextCommands({ scope, runId }: { scope: string; runId: number }, dataFolder: string | null): Command[] {
  const line = (command: string) => commandLine(command, dataFolder);
  return [
    { line: line(`report ${runId}`), does: 'shows this report on the command line; add --json for a document' },
    { line: line(`sync ${scope} --wait`), does: 'syncs again; if the files are the same, nothing changes' },
    { line: line(`runs ${scope}`), does: 'lists the runs, newest first' },
    { line: line(`export ${scope} export --stable`), does: 'writes the directory as CSV files, to compare with diff' },
    { line: commandLine('check guardians.csv', null), does: 'checks a guardian file before anyone sends it' },
    { line: line(`settings show ${scope}`), does: 'shows the settings' },
  ];
}
