import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import { withDatabase } from '../system.js';

export function addConnection(program: Command, cli: Cli): void {
  program
    .command('connection')
    .description("a scope's SFTP server and roster API")
    .command('test')
    .description(
      'log in, list the folders and pin the host key at the first success; read the first page of each feed of a roster API',
    )
    .argument('<scope>', '<district> or <district>/<school>')
    .option('--accept-new-host-key', 'replace the pinned host key by the one that the server shows now')
    .action(async (slug: string, flags: { acceptNewHostKey?: boolean }) => {
      const { testConnections, describeConnections } = await import('../connections-test.js');
      const result = await withDatabase(cli, (db) => testConnections(cli, db, slug, flags.acceptNewHostKey ?? false));
      cli.answer(result, describeConnections(result));
    });
}
