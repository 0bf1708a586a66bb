import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '../../src/embedded/ports.js';
import { type EmbeddedPostgres, startPostgres } from '../../src/embedded/postgres.js';
import { postgresHome } from '../../src/embedded/postgres-home.js';
import { processIdentity } from '../../src/embedded/processes.js';
import { dataFolders } from './support/folders.js';

describe('embedded PostgreSQL', () => {
  const folders = dataFolders();
  const running: EmbeddedPostgres[] = [];

  async function start(dataDir: string, durable = false): Promise<EmbeddedPostgres> {
    const server = await startPostgres({ dataDir, port: await freePort(), durable, database: 'dailysync' });
    running.push(server);
    return server;
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
    folders.removeAll();
  });

  it('keeps its data over a stop and a start', async () => {
    const dataDir = folders.fresh();
    const first = await start(dataDir);
    await query(first.url, "create table kept as select 'José' as name");
    await first.stop();
    const second = await start(dataDir);
    assert.deepEqual(await query(second.url, 'select name from kept'), [{ name: 'José' }]);
  });

  it('is version 18, in UTF-8, with the same order on every machine', async () => {
    const { url } = await start(folders.fresh());
    const [row] = await query(
      url,
      `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_encoding') as encoding,
              datlocprovider::text as provider, lower('ÉCOLE') as folded from pg_database where datname = current_database()`,
    );
    assert.deepEqual(row, { major: 18, encoding: 'UTF8', provider: 'b', folded: 'école' });
  });

  it('lets nobody in without the password', async () => {
    const { url } = await start(folders.fresh());
    const wrong = new URL(url);
    wrong.password = 'guess';
    await assert.rejects(query(wrong.href, 'select 1'), /password authentication failed/);
  });

  it('works from a folder that only we can enter', async () => {
    const dataDir = folders.fresh(0o700);
    const { url } = await start(dataDir);
    assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }]);
    const asRoot = process.getuid?.() === 0;
    assert.equal(postgresHome(dataDir).clusterDir.startsWith(dataDir), !asRoot);
  });

  it('stops the server that a killed parent left running', async () => {
    const dataDir = folders.fresh();
    const orphan = await start(dataDir);
    await query(orphan.url, 'create table kept as select 1 as n');
    const next = await start(dataDir);
    assert.equal(processIdentity(orphan.pid), null);
    assert.deepEqual(await query(next.url, 'select n from kept'), [{ n: 1 }]);
  });

  it('starts after a crash, also when the old pid now belongs to another program', async () => {
    const dataDir = folders.fresh();
    const crashed = await start(dataDir, true);
    await query(crashed.url, 'create table kept as select 1 as n');
    const lock = path.join(postgresHome(dataDir).clusterDir, 'postmaster.pid');
    const left = readFileSync(lock, 'utf8').split('\n');
    process.kill(crashed.pid, 'SIGQUIT');
    await crashed.exited;
    writeFileSync(lock, [process.pid, ...left.slice(1)].join('\n'));
    const next = await start(dataDir);
    assert.deepEqual(await query(next.url, 'select n from kept'), [{ n: 1 }]);
  });

  it('says which port is taken and how to choose another', async () => {
    const other = createServer().listen({ port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    try {
      await assert.rejects(
        startPostgres({ dataDir: folders.fresh(), port, durable: false, database: 'dailysync' }),
        (error: Error & { code: string }) =>
          error.code === 'PortTaken' && error.message.includes(`${port}`) && error.message.includes('--pg-port'),
      );
    } finally {
      other.close();
    }
  });

  it('writes no cell into its log', async () => {
    const dataDir = folders.fresh();
    const { url } = await start(dataDir);
    await assert.rejects(query(url, `select 'canary@example.org'::date`), /canary@example\.org/);
    await query(url, 'create table t (email text primary key)');
    await assert.rejects(query(url, `insert into t values ('canary@example.org'), ('canary@example.org')`));
    const log = path.join(dataDir, 'postgres.log');
    assert.ok(existsSync(log));
    assert.doesNotMatch(readFileSync(log, 'utf8'), /canary/);
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query(sql);
    return result.rows ?? [];
  } finally {
    await client.end();
  }
}
