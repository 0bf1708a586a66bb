/** What the command line ends with; printed in `--help`. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  badInput: 2,
  needsAttention: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `
Exit codes:
  0    done; also with warnings in the report
  1    failed
  2    bad input: unknown command, scope, run or setting, a wrong value, a file that is refused
  3    a person is needed: the sync needs attention, or removals or a whole file wait for a decision
  130  interrupted (Ctrl-C)

Answers go to standard output, everything else to standard error. With --json the answer is exactly one JSON document,
for errors {"error": {"code", "message"}}.

Commands that use the database or Temporal find them by DATABASE_URL and the TEMPORAL_* variables, else by the
"dailysync up" that runs in the data folder (--data).`;
