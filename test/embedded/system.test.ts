import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '../../src/embedded/ports.js';
import { processIdentity } from '../../src/embedded/processes.js';
import { type RunningSystem, startSystem } from '../../src/embedded/system.js';
import { testServers } from '../support/servers.js';
import { dataFolders } from './support/folders.js';
import { standIns } from './support/stand-ins.js';

/** The test run's servers stand in for the embedded ones if a test isn't about those. */
async function ownServers(): Promise<NodeJS.ProcessEnv> {
  const { adminUrl, temporalAddress } = await testServers();
  return { PATH: process.env.PATH, DATABASE_URL: adminUrl, TEMPORAL_ADDRESS: temporalAddress };
}

const freePorts = async () => {
  const [postgres, temporal, ui, web] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  return { postgres, temporal, ui, web };
};

function signal(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const runs = (pid: number) => processIdentity(pid) !== null;

describe('the whole system on one machine', () => {
  const folders = dataFolders();
  const running: RunningSystem[] = [];

  async function start(dataDir: string, env: NodeJS.ProcessEnv, log: (line: string) => void = () => {}) {
    const system = await startSystem({ dataDir, ports: await freePorts(), children: standIns, env, log });
    running.push(system);
    return system;
  }

  afterEach(async () => {
    for (const system of running.splice(0)) await system.stop();
    folders.removeAll();
  });

  it('runs its own servers, and its data and keys are there again at the next start', async () => {
    const dataDir = folders.fresh();
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, TEMPORAL_CLI: process.env.TEMPORAL_CLI };
    const first = await start(dataDir, env);
    assert.equal(await (await fetch(first.webUrl)).text(), 'ok');
    assert.equal((await fetch(first.uiUrl!)).status, 200);
    await query(first.databaseUrl, 'create table kept as select 1 as n');
    const keys = readFileSync(path.join(dataDir, 'keys'), 'utf8');
    assert.equal(statSync(path.join(dataDir, 'keys')).mode & 0o777, 0o600);
    const pids = (['postgres', 'temporal', 'worker', 'web'] as const).map((name) => first.child(name).pid!);
    await first.stop();
    assert.deepEqual(pids.filter(runs), []);

    const second = await start(dataDir, env);
    assert.deepEqual(await query(second.databaseUrl, 'select n from kept'), [{ n: 1 }]);
    assert.equal(readFileSync(path.join(dataDir, 'keys'), 'utf8'), keys);
  });

  it('uses the servers that DATABASE_URL and TEMPORAL_ADDRESS name', async () => {
    const env = await ownServers();
    const system = await start(folders.fresh(), env);
    assert.equal(system.databaseUrl, env.DATABASE_URL);
    assert.equal(system.temporalAddress, env.TEMPORAL_ADDRESS);
    assert.equal(system.child('postgres').pid, null);
    assert.equal(system.child('temporal').pid, null);
  });

  it('starts a killed worker and a killed PostgreSQL again', async () => {
    const { DATABASE_URL: _, ...env } = await ownServers();
    const again = { worker: signal(), postgres: signal() };
    const system = await start(folders.fresh(), env, (line) => {
      for (const [name, { resolve }] of Object.entries(again)) if (line.startsWith(`${name} runs again`)) resolve();
    });
    await query(system.databaseUrl, 'create table kept as select 1 as n');
    for (const name of ['worker', 'postgres'] as const) {
      const killed = system.child(name).pid!;
      process.kill(killed, 'SIGKILL');
      await again[name].promise;
      const now = system.child(name).pid!;
      assert.notEqual(now, killed);
      assert.ok(runs(now));
    }
    assert.deepEqual(await query(system.databaseUrl, 'select n from kept'), [{ n: 1 }]);
  });

  it('refuses a second start on the same data folder and leaves the first alone', async () => {
    const dataDir = folders.fresh();
    const env = await ownServers();
    const first = await start(dataDir, env);
    await assert.rejects(start(dataDir, env), {
      code: 'DataFolderInUse',
      message: new RegExp(`${dataDir}.*process ${process.pid}`),
    });
    assert.ok(runs(first.child('worker').pid!));
  });

  it('ends with the log of a child that failed, and stops what it had started', async () => {
    const dataDir = folders.fresh();
    const children = {
      ...standIns,
      migrate: [process.execPath, '--eval', 'console.log("no such table"); process.exit(3)'] as const,
    };
    const env = await ownServers();
    await assert.rejects(startSystem({ dataDir, ports: await freePorts(), children, env, log: () => {} }), {
      code: 'ChildFailed',
      message: /dailysync migrate[\s\S]*no such table/,
    });
    assert.equal(existsSync(path.join(dataDir, 'up.lock')), false);
  });

  it('makes no fresh key for old data', async () => {
    const dataDir = folders.fresh();
    const env = await ownServers();
    const blobs = path.join(dataDir, 'blobs');
    await (await start(dataDir, env)).stop();
    running.length = 0;
    mkdirSync(blobs);
    rmSync(path.join(dataDir, 'keys'));
    await assert.rejects(start(dataDir, env), { code: 'KeyFileGone' });
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
