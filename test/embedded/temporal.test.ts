import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { freePort } from '../../src/embedded/ports.js';
import { type EmbeddedTemporal, startTemporal } from '../../src/embedded/temporal.js';
import { temporalCli } from '../../src/embedded/temporal-cli.js';
import { dataFolders } from './support/folders.js';

describe('embedded Temporal server', () => {
  const folders = dataFolders();
  let server: EmbeddedTemporal | undefined;

  const start = async (dataDir: string) => {
    server = await startTemporal({
      dataDir,
      port: await freePort(),
      uiPort: await freePort(),
      persistent: true,
      log: () => {},
    });
    return server;
  };

  afterEach(async () => {
    await server?.stop();
    folders.removeAll();
  });

  it('keeps workflows over a restart, knows our search attributes, and keeps closed ones for 30 days', async () => {
    const dataDir = folders.fresh();
    const first = await start(dataDir);
    await withClient(first, (client) =>
      client.workflow.start('Waiting', {
        workflowId: 'kept',
        taskQueue: 'nobody',
        typedSearchAttributes: [
          { key: defineSearchAttributeKey('SyncStatus', SearchAttributeType.KEYWORD), value: 'running' },
        ],
      }),
    );
    await first.stop();
    const second = await start(dataDir);
    await withClient(second, async (client) => {
      assert.equal((await client.workflow.getHandle('kept').describe()).status.name, 'RUNNING');
      const { config } = await client.workflowService.describeNamespace({ namespace: 'default' });
      assert.equal(Number(config?.workflowExecutionRetentionTtl?.seconds), 30 * 24 * 3600);
    });
  });

  it('serves its web interface', async () => {
    const { uiUrl } = await start(folders.fresh());
    assert.equal((await fetch(uiUrl!)).status, 200);
  });

  it('says which port is taken and how to choose another', async () => {
    const { address } = await start(folders.fresh());
    const port = Number(address.split(':')[1]);
    await assert.rejects(
      startTemporal({ dataDir: folders.fresh(), port, uiPort: null, persistent: false, log: () => {} }),
      (error: Error & { code: string }) =>
        error.code === 'PortTaken' && error.message.includes(`${port}`) && error.message.includes('--temporal-port'),
    );
  });

  it('refuses a TEMPORAL_CLI that is no program', async () => {
    const before = process.env.TEMPORAL_CLI;
    process.env.TEMPORAL_CLI = '/no/such/temporal';
    try {
      await assert.rejects(
        temporalCli(() => {}),
        { code: 'TemporalCliMissing', message: /\/no\/such\/temporal/ },
      );
    } finally {
      if (before === undefined) delete process.env.TEMPORAL_CLI;
      else process.env.TEMPORAL_CLI = before;
    }
  });
});

async function withClient<T>(server: EmbeddedTemporal, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}
