import { type Command, InvalidArgumentError } from 'commander';
import type { Cli } from '../cli.js';
import { useRunningSystem, withDatabase } from '../system.js';

interface UpFlags {
  pgPort?: number;
  temporalPort?: number;
  uiPort?: number;
  webPort?: number;
}

/** up, migrate, worker, web: what keeps running. */
export function addSystem(program: Command, cli: Cli): void {
  program
    .command('up')
    .description('run everything on this machine: PostgreSQL, Temporal with its UI, worker and web, until Ctrl-C')
    .option('--pg-port <port>', 'PostgreSQL (default: 54320)', port)
    .option('--temporal-port <port>', 'Temporal (default: 7233)', port)
    .option('--ui-port <port>', "Temporal's UI (default: 8233)", port)
    .option('--web-port <port>', 'web interface (default: 8080)', port)
    .action(async (flags: UpFlags) => {
      cli.untilStopped = true;
      const { up } = await import('../../embedded/up.js');
      await up({ ...flags, ...(cli.dataFolder === undefined ? {} : { data: cli.dataFolder }) }, (line) =>
        cli.say(line),
      );
      if (cli.json) cli.answer({ stopped: true }, '');
    });

  program
    .command('migrate')
    .description('bring the database up to date; safe to run again, and from several places at once')
    .action(async () => {
      const { migrate } = await import('../../db/migrate.js');
      const { applied } = await withDatabase(cli, migrate);
      cli.answer({ applied }, applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The database is up to date.');
    });

  program
    .command('worker')
    .description('run a worker, until SIGINT or SIGTERM')
    .action(async () => {
      cli.untilStopped = true;
      useRunningSystem(cli);
      const { runWorker } = await import('../../main/worker.js');
      await runWorker();
      if (cli.json) cli.answer({ stopped: true }, '');
    });

  program
    .command('web')
    .description('run the web interface, until SIGINT or SIGTERM')
    .action(async () => {
      cli.untilStopped = true;
      useRunningSystem(cli);
      const { runWeb } = await import('../../main/web.js');
      await runWeb();
      if (cli.json) cli.answer({ stopped: true }, '');
    });
}

function port(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > 65_535)
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  return n;
}
