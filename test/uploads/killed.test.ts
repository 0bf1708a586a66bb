import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { query } from '../../src/db/sql-files.js';
import { sweepBlobs } from '../../src/runs/begun-blobs.js';
import { until } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const main = path.join(import.meta.dirname, '../../src/cli/main.ts');

describe('dailysync upload, killed while it stores the file', function () {
  this.timeout(90_000);
  let system: TestSystem;
  let folder: string;

  before(async () => {
    system = await createTestSystem();
    folder = await mkdtemp(path.join(tmpdir(), 'dailysync-upload-'));
  });
  after(async () => {
    await system.stop();
    await rm(folder, { recursive: true });
  });

  const chunks = async () =>
    (await readdir(system.env.DAILYSYNC_BLOB_DIR!, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    ).length;

  it('leaves chunks that nobody can read, and they are removed a day later', async () => {
    const file = path.join(folder, 'families.csv');
    await writeFile(file, 'studentSisId,firstName\n');
    // Long enough to be killed in: a gigabyte of nothing.
    await truncate(file, 1024 ** 3);
    const args = ['--import', 'tsx', main, 'upload', system.scope, file];
    const child = spawn(process.execPath, args, { stdio: 'ignore', env: { PATH: process.env.PATH, ...system.env } });
    const ended = once(child, 'exit');
    await until(async () => (await chunks()) > 1, 20);
    child.kill('SIGKILL');
    await ended;

    assert.deepEqual(await query(system.db, 'select from blob'), []);
    await query(system.db, `update begun_blob set begun_at = begun_at - interval '1 day'`);
    assert.equal(await sweepBlobs(system.db, system.blobs), 1);
    assert.equal(await chunks(), 0);
  });
});
