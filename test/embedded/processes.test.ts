import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { spawnLogged } from '../../src/embedded/processes.js';
import { createTestSystem } from '../support/system.js';
import { dataFolders } from './support/folders.js';

/** Says what it does, and takes its time until a signal ends it in order. */
const slowStarter = `setTimeout(() => {
  process.on('SIGTERM', () => { console.log('stopped in order'); process.exit(0); });
  process.send('ready');
}, 300); setInterval(() => {}, 1000);`;

describe('a process that is asked to stop while it starts', function () {
  this.timeout(60_000);
  const folders = dataFolders();
  after(() => folders.removeAll());

  it('stops in order', async () => {
    const logFile = path.join(folders.fresh(), 'log');
    const args = ['--eval', slowStarter];
    const starting = await spawnLogged({ command: process.execPath, args, logFile, tellsReady: true });
    await starting.stop();
    assert.deepEqual(await starting.exited, { code: 0, signal: null });
    assert.match(readFileSync(logFile, 'utf8'), /stopped in order/);
  });

  it('is killed if it never gets ready', async () => {
    const logFile = path.join(folders.fresh(), 'log');
    const args = ['--eval', 'setInterval(() => {}, 1000)'];
    const stuck = await spawnLogged({ command: process.execPath, args, logFile, tellsReady: true, graceMs: 200 });
    await stuck.stop();
    assert.deepEqual(await stuck.exited, { code: null, signal: 'SIGKILL' });
  });

  it('stops in order, if it is a worker: it begins and ends', async () => {
    const system = await createTestSystem();
    try {
      const logFile = path.join(folders.fresh(), 'log');
      const args = ['--import', 'tsx', path.join(import.meta.dirname, '../../src/cli/main.ts'), 'worker'];
      const env = { ...process.env, ...system.env };
      const started = { command: process.execPath, args, logFile, env, tellsReady: true, graceMs: 50_000 };
      const worker = await spawnLogged(started);
      await worker.stop();
      assert.deepEqual(await worker.exited, { code: 0, signal: null }, readFileSync(logFile, 'utf8'));
      assert.match(readFileSync(logFile, 'utf8'), /worker stopped/);
    } finally {
      await system.stop();
    }
  });
});
