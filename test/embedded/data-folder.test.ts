import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { asDataFolderFailure } from '../../src/embedded/data-folder.js';
import { startSystem } from '../../src/embedded/system.js';
import { dataFolders } from './support/folders.js';
import { standIns } from './support/stand-ins.js';

describe('a data folder that cannot be written', () => {
  const folders = dataFolders();
  afterEach(() => folders.removeAll());

  const { username } = userInfo();
  for (const [code, says] of [
    ['EACCES', `no permission for it (EACCES). Let the user ${username}, who runs DailySync, write there`],
    ['EPERM', `chown -R ${username} /srv/data`],
    ['EROFS', 'the disk is read-only (EROFS). Put that right, or choose another folder with --data.'],
    ['ENOSPC', 'the disk is full (ENOSPC). Free some space on that disk, or choose another folder with --data.'],
  ] as const) {
    it(`is told with what to change after ${code}`, () => {
      const error = Object.assign(new Error('no'), { code, syscall: 'open', path: '/srv/data/up.lock' });
      const failure = asDataFolderFailure(error, '/srv/data') as Error & { code: string };
      assert.equal(failure.code, 'DataFolderUnwritable');
      assert.match(failure.message, /its data folder \/srv\/data \(at \/srv\/data\/up\.lock\): /);
      assert.ok(failure.message.includes(says), failure.message);
    });
  }

  it('leaves other errors as they are', () => {
    const error = new Error('something else');
    assert.equal(asDataFolderFailure(error, '/srv/data'), error);
  });

  it('stops a start before anything runs', async () => {
    const file = path.join(folders.fresh(), 'file');
    writeFileSync(file, '');
    for (const dataDir of [file, path.join(file, 'inside')]) {
      const ports = { postgres: 1, temporal: 2, ui: 3, web: 4 };
      await assert.rejects(startSystem({ dataDir, ports, children: standIns, env: {}, log: () => {} }), {
        code: 'DataFolderUnwritable',
        message: new RegExp(`data folder ${dataDir}:? .*--data`),
      });
    }
  });
});
