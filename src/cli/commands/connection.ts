import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import { withDatabase } from '../system.js';

export function addConnection(program: Command, cli: Cli): void {
  program
    .command('connection')
    .description("a scope's SFTP server")
    .command('test')
    .description('log in, list the folders, and pin the host key at the first success')
    .argument('<scope>', '<district> or <district>/<school>')
    .option('--accept-new-host-key', 'replace the pinned host key by the one that the server shows now')
    .action(async (slug: string, flags: { acceptNewHostKey?: boolean }) => {
      const { testScopeConnection, describeConnection } = await import('../connection-test.js');
      const result = await withDatabase(cli, (db) =>
        testScopeConnection(cli, db, slug, flags.acceptNewHostKey ?? false),
      );
      cli.answer(result, describeConnection(result));
    });
}
