import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { query } from '../../../src/db/sql-files.js';
import { asVersion12, packageFiles, smallRoster } from '../../roster/files.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { needs } from '../../support/needs.js';
import { syncToEnd } from '../../support/runs.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';
import { startOpenSsh } from './openssh.js';
import type { Peer } from './peer.js';
import { startRclone } from './rclone.js';

const FOLDER = 'Nächtlicher Export';
const guardians = `studentSisId,guardianSisId,firstName,lastName,email,mobilePhone
${[1, 2, 3, 4, 5, 6, 7].map((n) => `s${n},G${n % 3},Zoë,Núñez ${n % 3},zoe${n % 3}@example.org,(212) 555-010${n % 3}\n`).join('')}`;

/** A district's files by name, as a nightly export leaves them. */
async function districtFiles(): Promise<Record<string, string>> {
  const files: Record<string, string> = { 'guardians.csv': guardians };
  for (const { name, open } of packageFiles(asVersion12(smallRoster())))
    files[name] = await text(Readable.from(open()));
  return files;
}

describe('a whole district over SFTP servers that others made', function () {
  this.timeout(60_000);
  let system: TestSystem;
  let expected: string;

  before(async () => {
    system = await createTestSystem();
    for (const [name, content] of Object.entries(await districtFiles())) await system.putFile(name, content);
    const { status } = await system.withWorkers(() => syncToEnd(system));
    assert.equal(status, 'done');
    expected = await stableExport(system);
    assert.match(expected, /Zoë Núñez/i);
  });
  after(() => system.stop());

  /** The same district comes from there: nothing changes. Then a guardian more: it is there. */
  async function syncsFrom(peer: Peer, credentials: Record<string, string>): Promise<void> {
    try {
      mkdirSync(join(peer.root, FOLDER));
      const put = (name: string, content: string) => writeFileSync(join(peer.root, FOLDER, name), content);
      for (const [name, content] of Object.entries(await districtFiles())) put(name, content);
      await system.set({
        'sftp.port': String(peer.target.port),
        'sftp.username': peer.target.username,
        'sftp.path': peer.pathOf(FOLDER),
        ...credentials,
      });
      await system.withWorkers(async () => {
        const { runId, status } = await syncToEnd(system);
        assert.equal(status, 'done');
        assert.equal(firstDifference(await stableExport(system), expected), null);
        assert.equal((await query(system.db, 'select from change where run_id = :runId', { runId })).length, 0);
        put('guardians.csv', `${guardians}s1,G9,New,Núñez,new@example.org,(212) 555-0199\n`);
        await syncToEnd(system);
        assert.match(await stableExport(system), /^G9,/m);
        put('guardians.csv', guardians);
        await syncToEnd(system);
      });
      const [scope] = await query<{ key: string }>(
        system.db,
        `select settings #>> '{sftp,hostKey}' as key from scope where slug = :scope`,
        { scope: system.scope },
      );
      assert.match(scope?.key ?? '', /^SHA256:/, 'its key is pinned');
      expected = await stableExport(system);
    } finally {
      await peer.stop();
    }
  }

  describe('OpenSSH', () => {
    const sshd = needs('openssh-server');
    it('brings it, by a key', async () => {
      const peer = await startOpenSsh(sshd);
      await syncsFrom(peer, { 'sftp.privateKey': peer.target.privateKey ?? '' });
    });
  });

  describe('rclone serve sftp', () => {
    const rclone = needs('rclone');
    it('brings it, by a password', async () => {
      const peer = await startRclone(rclone);
      await syncsFrom(peer, { 'sftp.password': peer.target.password ?? '' });
    });
  });
});
