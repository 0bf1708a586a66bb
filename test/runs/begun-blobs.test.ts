import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { type BlobStore, openBlobStore } from '../../src/blobs/blob-store.js';
import { query } from '../../src/db/sql-files.js';
import { notingBlobs, sweepBlobs } from '../../src/runs/begun-blobs.js';
import { saveBlob } from '../../src/runs/received-files.js';
import { parseKeyRing } from '../../src/secrets/key-ring.js';
import { createTestDatabase } from '../support/database.js';

/** What a process that was killed leaves behind is what it wrote up to then: nothing of it runs any more. */
describe('what broken transfers leave in the blob store', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let root: string;
  let store: BlobStore;

  beforeEach(async () => {
    ({ db, drop } = await createTestDatabase());
    root = await mkdtemp(path.join(tmpdir(), 'blobs-'));
    const ring = parseKeyRing(`v1:${randomBytes(32).toString('base64')}`, 'test');
    store = notingBlobs(db, openBlobStore({ root }, ring, 1000));
  });
  afterEach(async () => {
    await drop();
    await rm(root, { recursive: true });
  });

  const chunks = async () =>
    (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
  const notes = async () => (await query(db, 'select from begun_blob')).length;
  const age = async (table: 'begun_blob' | 'blob', column: string, interval: string) =>
    query(db, `update ${table} set ${column} = ${column} - cast(:interval as interval)`, { interval });
  async function begin(): Promise<ReturnType<BlobStore['create']>> {
    const writer = store.create();
    await writer.write(randomBytes(2500));
    return writer;
  }
  async function save(runId: number | null) {
    const manifest = await (await begin()).finish();
    const owner = { districtId: 1, scopeId: 1, runId };
    await db.transaction((trx) =>
      saveBlob(trx, owner, { purpose: 'upload', name: 'a.csv', manifest, modifiedAt: null }),
    );
    return manifest;
  }

  it('is removed after a day', async () => {
    await begin();
    assert.deepEqual([await chunks(), await notes()], [2, 1]);
    await age('begun_blob', 'begun_at', '25 hours');
    assert.equal(await sweepBlobs(db, store), 1);
    assert.deepEqual([await chunks(), await notes()], [0, 0]);
  });

  it('stays before, for it may be a transfer that goes on', async () => {
    const writer = await begin();
    await age('begun_blob', 'begun_at', '23 hours');
    assert.equal(await sweepBlobs(db, store), 0);
    await writer.finish();
    assert.equal(await chunks(), 3);
  });

  it('is removed though its transaction was rolled back, or its file was removed at once', async () => {
    const manifest = await (await begin()).finish();
    const owner = { districtId: 1, scopeId: 1, runId: null };
    const save = db.transaction(async (trx) => {
      await saveBlob(trx, owner, { purpose: 'upload', name: 'a.csv', manifest, modifiedAt: null });
      throw new Error('killed');
    });
    await assert.rejects(save, /killed/);
    await (await begin()).abort();
    await age('begun_blob', 'begun_at', '2 days');
    assert.equal(await sweepBlobs(db, store), 2);
    assert.deepEqual([await chunks(), await notes()], [0, 0]);
  });

  it('never is what has its manifest, nor what another system put there', async () => {
    await save(7);
    await openBlobStore({ root }, parseKeyRing(`v2:${randomBytes(32).toString('base64')}`, 'test'))
      .create()
      .finish();
    await age('blob', 'created_at', '400 days');
    assert.equal(await sweepBlobs(db, store), 0);
    assert.equal(await chunks(), 4);
  });

  it('takes with it uploads that no run took for 30 days', async () => {
    await save(null);
    assert.equal(await notes(), 0);
    await age('blob', 'created_at', '29 days');
    assert.equal(await sweepBlobs(db, store), 0);
    await age('blob', 'created_at', '2 days');
    assert.equal(await sweepBlobs(db, store), 1);
    assert.deepEqual([await chunks(), await query(db, 'select from blob')], [0, []]);
  });
});
