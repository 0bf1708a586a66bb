import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DemoActions } from '../demo/actions.js';
import { startControlServer } from '../demo/control-server.js';
import { firstSync } from '../demo/first-sync.js';
import { type DemoSession, openSession } from '../demo/session.js';
import { createHostKey, startSftpServer } from '../demo/sftp-server.js';
import { DEMO_FOLDER } from '../demo/story.js';
import { makeDataFolder } from '../embedded/data-folder.js';
import { freePort, requirePort } from '../embedded/ports.js';
import { removeCluster } from '../embedded/postgres-home.js';
import { type RunningSystem, startSystem } from '../embedded/system.js';
import { DEFAULT_PORTS, ownCommands } from '../embedded/up.js';
import { toSyncFailure } from '../failures/translate.js';

/**
 * `npm run demo`: a made-up district's night, from its SFTP server to its families, on this machine. With `--once` in a
 * folder of its own that goes afterwards, and the result as one JSON object on the last line; without it the system
 * keeps running, to be looked at.
 */
async function demo(): Promise<void> {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      data: { type: 'string' },
    },
  });
  const say = (line: string) => console.error(line);
  const dataDir = values.once
    ? mkdtempSync(path.join(tmpdir(), 'dailysync-demo-'))
    : path.resolve(values.data ?? DEMO_FOLDER);
  makeDataFolder(dataDir);
  const { DATABASE_URL: _db, TEMPORAL_ADDRESS: _temporal, ...env } = process.env;

  say(`Starting PostgreSQL, Temporal, worker and web (about 10 s; everything is in ${dataDir}) …`);
  const sftpRoot = path.join(dataDir, 'sftp');
  mkdirSync(sftpRoot, { recursive: true });
  const password = 'demo';
  const sftp = await startSftpServer({
    root: sftpRoot,
    users: { demo: { password } },
    hostKey: storedHostKey(dataDir),
  });
  const control = await startControlServer();
  let system: RunningSystem | undefined;
  let session: DemoSession | undefined;
  try {
    system = await startSystem({
      dataDir,
      ports: await ports(),
      children: ownCommands(),
      env: {
        ...env,
        DAILYSYNC_ALLOW_PRIVATE_HOSTS: '1',
        DAILYSYNC_DATA_FOLDER: path.relative('.', dataDir),
        // So few that there is a middle to kill the worker in.
        DAILYSYNC_ROWS_PER_BATCH: '100',
        DAILYSYNC_DEMO_CONTROL: control.url,
      },
      log: say,
    });
    session = await openSession({
      ...{ system, dataDir, say, seed: Number(values.seed) },
      sftp: { port: sftp.port, root: sftpRoot, password },
    });
    const result = await firstSync(session);
    process.exitCode = result.matches ? 0 : 1;
    if (!values.once) {
      control.serve(new DemoActions(session, result.summary.run));
      say('');
      say(`What just happened   ${system.webUrl}/runs/${result.summary.run}`);
      if (system.uiUrl) say(`Temporal's UI        ${system.uiUrl}`);
      say(`Commands to try      npx dailysync demo change${folderOption(dataDir)}`);
      say('Ctrl-C stops it; the next start goes on from here.');
      await interrupted();
      say('Stopping …');
    }
    await session.close();
    session = undefined;
    await system.stop();
    system = undefined;
    console.log(JSON.stringify(result.summary));
  } finally {
    await session?.close();
    await system?.stop();
    await control.stop();
    await sftp.stop();
    if (values.once) {
      await removeCluster(path.join(dataDir, 'postgres'));
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
}

function folderOption(dataDir: string): string {
  return dataDir === path.resolve(DEMO_FOLDER) ? '' : ` --data ${path.relative('.', dataDir)}`;
}

/** The usual ports where they are free, so that links stay the same; others where something else has them. */
async function ports() {
  const pick = (port: number) => requirePort(port, 'the demo', '').then(() => port, freePort);
  return {
    postgres: await pick(DEFAULT_PORTS.postgres),
    temporal: await pick(DEFAULT_PORTS.temporal),
    ui: await pick(DEFAULT_PORTS.ui),
    web: await pick(DEFAULT_PORTS.web),
  };
}

/** The same key at every start: its fingerprint is pinned. */
function storedHostKey(dataDir: string): string {
  const file = path.join(dataDir, 'sftp-host-key.pem');
  if (!existsSync(file)) writeFileSync(file, createHostKey(), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

demo().catch((error) => {
  const failure = toSyncFailure(error);
  console.error(`${failure.code}: ${failure.reportMessage}`);
  process.exitCode = 1;
});
