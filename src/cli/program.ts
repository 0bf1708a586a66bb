import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import type { Cli } from './cli.js';
import { addAccounts } from './commands/accounts.js';
import { addCheck } from './commands/check.js';
import { addConnection } from './commands/connection.js';
import { addDecide } from './commands/decide.js';
import { addDemo } from './commands/demo.js';
import { addExport } from './commands/export.js';
import { addHistory } from './commands/history.js';
import { addReports } from './commands/reports.js';
import { addRevert } from './commands/revert.js';
import { addScopes } from './commands/scopes.js';
import { addSettings } from './commands/settings.js';
import { addSync } from './commands/sync.js';
import { addSystem } from './commands/system.js';
import { addUpload } from './commands/upload.js';
import { reportError } from './errors.js';
import { type ExitCode, exitCodeHelp, exitCodes } from './exit-codes.js';
import { version } from './version.js';

const TIDY_UP_MS = 2000;

/** Runs one command; the exit code is the answer, nothing is thrown. */
export async function run(cli: Cli, args: readonly string[]): Promise<ExitCode> {
  // Known before commander has understood the rest, for what it does not understand.
  cli.json = args.includes('--json');
  const { interrupted } = cli.io;
  const finished = program(cli)
    .parseAsync([...args], { from: 'user' })
    .then(
      () => cli.exitCode,
      (error) => (interrupted.aborted && !cli.untilStopped ? exitCodes.interrupted : reportError(cli, error)),
    );
  const left = new Promise<ExitCode>((resolve) => {
    // Commands may tidy up; one that does not notice the interruption is left.
    const leave = () => {
      if (!cli.untilStopped) void delay(TIDY_UP_MS).then(() => resolve(exitCodes.interrupted));
    };
    interrupted.addEventListener('abort', leave, { once: true });
  });
  return Promise.race([finished, left]);
}

function program(cli: Cli): Command {
  const root = new Command('dailysync')
    .description("Keeps a school district's rosters and families' contact data right, every night.")
    .version(version(), '-V, --version')
    .option('--json', 'print exactly one JSON document on standard output')
    .option('--data <dir>', 'data folder of "dailysync up" (default: .dailysync)')
    .addHelpText('after', exitCodeHelp)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => cli.io.out.write(text),
      writeErr: (text) => cli.io.err.write(text),
    })
    .showHelpAfterError('(--help shows how it is used)')
    .exitOverride()
    .hook('preAction', (command) => {
      const { json, data } = command.opts<{ json?: boolean; data?: string }>();
      cli.json = json ?? false;
      cli.dataFolder = data;
    });
  for (const add of [
    addSystem,
    addScopes,
    addSettings,
    addConnection,
    addCheck,
    addSync,
    addUpload,
    addRevert,
    addDecide,
    addReports,
    addAccounts,
    addExport,
    addHistory,
    addDemo,
  ])
    add(root, cli);
  return root;
}
