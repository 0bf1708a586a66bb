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
  2    bad input: a command, district, school, run, account, guardian, or setting that does not exist,
       a wrong value, or a file that is refused
  3    a person is needed: the sync needs attention, or removals or a file on hold wait for a decision
  130  interrupted (Ctrl-C)

Answers go to standard output, everything else to standard error. With --json the answer is exactly one JSON document;
an error is {"error": {"code", "message"}}.

Commands find the database and Temporal through DATABASE_URL and the TEMPORAL_* variables. If these are not set, they
use the "dailysync up" that runs in the data folder (--data).`;
