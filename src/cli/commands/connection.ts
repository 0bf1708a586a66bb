import type { Command } from 'commander';
import type { Knex } from 'knex';
import type { ConnectionsTest } from '../../connections/test.js';
import { size } from '../../words/numbers.js';
import type { Cli } from '../cli.js';
import { ProgressLine } from '../progress-line.js';
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
      const { describeConnections } = await import('../connection-text.js');
      const result = await withDatabase(cli, (db) => test(cli, db, slug, flags.acceptNewHostKey ?? false));
      cli.answer(result, describeConnections(result));
    });
}

async function test(cli: Cli, db: Knex, slug: string, acceptNew: boolean): Promise<ConnectionsTest> {
  const [{ testConnections }, { SyncFailure }, { openKeyRing }, environment] = await Promise.all([
    import('../../connections/test.js'),
    import('../../contract/failures.js'),
    import('../../secrets/key-source.js'),
    import('../../main/environment.js'),
  ]);
  const progress = new ProgressLine(cli.io.err);
  const context = {
    db,
    openKeyRing,
    openBlobs: async () => (await environment.blobStoreFromEnv()).blobs,
    allowPrivateHosts: environment.privateHostsAllowed(),
    signal: cli.io.interrupted,
    onReceived: (file: string, received: number | null) =>
      received === null ? progress.update('Checking its rows') : progress.update(`Fetching ${file}`, size(received)),
    acceptHostKey: ({ pinned, shown }: { pinned: string; shown: string }) => {
      if (!acceptNew) return false;
      cli.say(`Host key pinned before: ${pinned}`);
      cli.say(`Host key accepted now:  ${shown}`);
      return true;
    },
  };
  try {
    return await testConnections(context, slug);
  } catch (error) {
    if (!(error instanceof SyncFailure) || error.code !== 'SftpHostKeyChanged' || acceptNew) throw error;
    const how = 'To accept the new key, test again with --accept-new-host-key.';
    throw new SyncFailure(error.code, `${error.message} ${how}`, { details: error.details });
  } finally {
    progress.end();
  }
}
