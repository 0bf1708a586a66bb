import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lockDataFolder } from '../../src/embedded/data-folder-lock.js';
import { readSystemFile, removeSystemFile, writeSystemFile } from '../../src/embedded/system-file.js';
import { dataFolders } from './support/folders.js';

describe('the file in the data folder that says how to reach the running system', () => {
  const folders = dataFolders();
  after(() => folders.removeAll());

  it('holds addresses but no keys, for this user alone, and counts only while the system runs', () => {
    const dataDir = folders.fresh();
    const unlock = lockDataFolder(dataDir);
    assert.equal(readSystemFile(dataDir), null);
    writeSystemFile(dataDir, { DATABASE_URL: 'postgres://here', DAILYSYNC_KEYS: 'v1:secret', HOME: '/home/somebody' });
    assert.deepEqual(readSystemFile(dataDir), { DATABASE_URL: 'postgres://here' });
    assert.equal(statSync(path.join(dataDir, 'system.json')).mode & 0o777, 0o600);

    unlock();
    assert.equal(readSystemFile(dataDir), null, 'left over from a process that was killed');
    lockDataFolder(dataDir);
    removeSystemFile(dataDir);
    assert.equal(readSystemFile(dataDir), null);
  });

  it('replaces one that another start left', () => {
    const dataDir = folders.fresh();
    writeFileSync(path.join(dataDir, 'system.json'), '{}', { mode: 0o644 });
    lockDataFolder(dataDir);
    writeSystemFile(dataDir, { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    assert.deepEqual(readSystemFile(dataDir), { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    assert.equal(statSync(path.join(dataDir, 'system.json')).mode & 0o777, 0o600);
  });
});
