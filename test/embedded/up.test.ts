import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../src/embedded/ports.js';
import { processIdentity } from '../../src/embedded/processes.js';
import { dataFolders } from './support/folders.js';

const MAIN = path.join(import.meta.dirname, 'support', 'up-main.ts');

class Up {
  readonly lines: string[] = [];
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly waiting: { pattern: RegExp; resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(dataDir: string, ports: number[]) {
    this.child = spawn(process.execPath, ['--import', 'tsx', MAIN, dataDir, ...ports.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      this.lines.push(line);
      for (const { pattern, resolve } of this.waiting) if (pattern.test(line)) resolve();
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => {
        for (const { reject } of this.waiting) reject(new Error(`up ended with ${code}:\n${this.lines.join('\n')}`));
        resolve(code);
      });
    });
  }

  says(pattern: RegExp): Promise<void> {
    if (this.lines.some((line) => pattern.test(line))) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiting.push({ pattern, resolve, reject }));
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

const runs = (pid: number) => processIdentity(pid) !== null;

describe('dailysync up', () => {
  const folders = dataFolders();
  const running: Up[] = [];

  async function up(dataDir: string): Promise<Up> {
    const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const process = new Up(dataDir, ports);
    running.push(process);
    return process;
  }

  const pidOf = (dataDir: string, name: string) =>
    Number(readFileSync(path.join(dataDir, 'run', `${name}.pid`), 'utf8').split(' ')[0]);

  afterEach(async () => {
    for (const process of running.splice(0)) {
      process.kill('SIGTERM');
      await process.ended;
    }
    folders.removeAll();
  });

  it('stops everything in order at Ctrl-C and ends with 0', async () => {
    const dataDir = folders.fresh();
    const process = await up(dataDir);
    await process.says(/Ctrl-C stops it/);
    const pids = ['web', 'worker', 'temporal', 'postgres'].map((name) => pidOf(dataDir, name));
    assert.deepEqual(pids.map(runs), [true, true, true, true]);
    process.kill('SIGINT');
    assert.equal(await process.ended, 0);
    assert.deepEqual(pids.filter(runs), []);
    assert.match(
      readFileSync(path.join(dataDir, 'logs', 'web.log'), 'utf8'),
      new RegExp(`data folder ${dataDir}\n`),
      'pages name the folder in their commands',
    );
    assert.match(readFileSync(path.join(dataDir, 'logs', 'worker.log'), 'utf8'), /worker stopped/);
    assert.match(readFileSync(path.join(dataDir, 'postgres', 'postgres.log'), 'utf8'), /database system is shut down/);
  });

  it('cleans up after a start that was killed with -9', async () => {
    const dataDir = folders.fresh();
    const killed = await up(dataDir);
    await killed.says(/Ctrl-C stops it/);
    const pids = ['web', 'worker', 'temporal', 'postgres'].map((name) => pidOf(dataDir, name));
    killed.kill('SIGKILL');
    await killed.ended;
    assert.deepEqual(pids.map(runs), [true, true, true, true]);
    const next = await up(dataDir);
    await next.says(/Ctrl-C stops it/);
    assert.deepEqual(pids.filter(runs), []);
  });

  it('refuses the data folder of another one that runs, naming its process', async () => {
    const dataDir = folders.fresh();
    const first = await up(dataDir);
    await first.says(/Ctrl-C stops it/);
    const second = await up(dataDir);
    assert.equal(await second.ended, 1);
    assert.match(second.lines.join('\n'), /DataFolderInUse .*already runs on the data folder/);
    assert.ok(runs(pidOf(dataDir, 'worker')));
  });
});
