import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toSyncFailure } from '../../src/failures/translate.js';

const systemError = (code: string, syscall: string, file?: string) =>
  Object.assign(new Error(`${code}: Ana Ruiz, ${syscall} '${file}'`), { code, syscall, errno: -1, path: file });

describe('an error of a library', () => {
  for (const [code, syscall, becomes, says] of [
    ['ENOSPC', 'write', 'DiskFull', /the disk is full \(ENOSPC\).*Free some space/],
    ['EDQUOT', 'write', 'DiskFull', /quota .*\(EDQUOT\)/],
    ['EACCES', 'open', 'FileUnusable', /no permission .*\(EACCES\)/],
    ['EPERM', 'open', 'FileUnusable', /no permission .*\(EPERM\)/],
    ['EROFS', 'mkdir', 'FileUnusable', /read-only \(EROFS\)/],
    ['EBUSY', 'rename', 'FileUnusable', /in use \(EBUSY\)/],
    ['EPIPE', 'write', 'ConnectionLost', /closed a connection .*\(EPIPE\)/],
    ['ECONNREFUSED', 'connect', 'DatabaseUnavailable', /database does not answer/],
    ['ECONNRESET', 'read', 'DatabaseUnavailable', /database does not answer/],
    ['E2BIG', 'spawn', 'Unexpected', /does not expect/],
    ['EACCES', 'connect', 'Unexpected', /does not expect/],
    ['EPERM', 'kill', 'Unexpected', /does not expect/],
  ] as const) {
    it(`${code} of ${syscall} is ${becomes}, and is tried again`, () => {
      const failure = toSyncFailure(systemError(code, syscall, '/srv/ana-ruiz.csv'));
      assert.deepEqual([failure.code, failure.retryable], [becomes, true]);
      assert.match(failure.message, says);
      assert.doesNotMatch(failure.message + failure.reportMessage + JSON.stringify(failure.details), /ana/i);
    });
  }

  for (const [code, becomes] of [
    ['23505', 'DatabaseRefused'],
    ['42P01', 'DatabaseRefused'],
    ['XX000', 'DatabaseRefused'],
    ['40P01', 'DatabaseBusy'],
    ['55P03', 'ScopeBusy'],
    ['57P01', 'DatabaseUnavailable'],
    ['53100', 'DatabaseUnavailable'],
  ] as const) {
    it(`SQLSTATE ${code} is ${becomes}`, () => {
      assert.equal(toSyncFailure(Object.assign(new Error('Ana'), { code })).code, becomes);
    });
  }

  it('is told by its kind alone if nobody knows it', () => {
    for (const error of [new TypeError('Ana'), 'Ana', null, undefined]) {
      const failure = toSyncFailure(error);
      assert.equal(failure.code, 'Unexpected');
      assert.doesNotMatch(failure.message, /Ana/);
    }
  });

  it('of a real file system is known, too', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'dailysync-failures-'));
    writeFileSync(path.join(folder, 'file'), '');
    const error = await mkdir(path.join(folder, 'file', 'inside')).catch((error: unknown) => error);
    rmSync(folder, { recursive: true });
    assert.match(toSyncFailure(error).message, /part of its path is a file, not a folder \(ENOTDIR\)/);
  });
});
