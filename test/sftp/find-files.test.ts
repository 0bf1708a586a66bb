import assert from 'node:assert/strict';
import { findGuardianFile } from '../../src/sftp/guardian-file.js';
import type { RemoteFile } from '../../src/sftp/remote-file.js';
import { findRosterFiles } from '../../src/sftp/roster-files.js';

/** @param day of the month it was modified; null: the server doesn't tell. */
const file = (name: string, day: number | null = 1, type: RemoteFile['type'] = 'file'): RemoteFile => ({
  name,
  path: `/drop/${name}`,
  size: 10,
  modifiedAt: day === null ? null : new Date(Date.UTC(2025, 0, day)),
  type,
});

describe('the guardian file in its folder', () => {
  it('is found by its name, among whatever else is there', () => {
    const found = findGuardianFile([file('users.csv'), file('guardians.csv'), file('guardians.csv.bak')]);
    assert.deepEqual(found, { file: file('guardians.csv'), notices: [] });
  });

  it('is taken as a link too', () => {
    assert.equal(findGuardianFile([file('guardians.csv', 1, 'link')]).file.type, 'link');
  });

  it('is taken in any letter case, with a notice', () => {
    const { file: found, notices } = findGuardianFile([file('Guardians.CSV')]);
    assert.equal(found.name, 'Guardians.CSV');
    assert.deepEqual(notices, [
      {
        severity: 'notice',
        code: 'file-name-case',
        ...{ file: 'Guardians.CSV', line: null, column: null },
        message: 'The file is named Guardians.CSV. It was taken for guardians.csv, but please use that exact name.',
      },
    ]);
  });

  it('is the one with the exact name, else the newest, and the others are named', () => {
    const exact = findGuardianFile([file('GUARDIANS.csv', 9), file('guardians.csv', 1)]);
    assert.equal(exact.file.name, 'guardians.csv');
    assert.deepEqual(
      exact.notices.map(({ code }) => code),
      ['file-name-twice'],
    );
    assert.match(exact.notices[0]!.message, /GUARDIANS\.csv/);
    assert.equal(findGuardianFile([file('GUARDIANS.csv', 1), file('Guardians.csv', 2)]).file.name, 'Guardians.csv');
  });

  it('has the name that is asked for', () => {
    const files = [file('guardians.csv'), file('student_attributes.csv')];
    assert.equal(findGuardianFile(files, 'student_attributes.csv').file.name, 'student_attributes.csv');
  });

  it('is missing: the names found are listed, folders apart', () => {
    const files = [file('parents.csv'), file('guardian.csv'), file('guardians.csv', 1, 'folder')];
    assert.throws(() => findGuardianFile(files), {
      code: 'GuardianFileNotFound',
      retryable: true,
      message: /^There is no guardians\.csv in the SFTP folder\. The folder holds: guardian\.csv, parents\.csv\./,
      details: { wanted: 'guardians.csv', found: ['guardian.csv', 'parents.csv'], foundCount: 2 },
    });
  });

  it('is missing: at most 20 names, and an empty folder is called so', () => {
    const files = Array.from({ length: 23 }, (_, i) => file(`f${i + 10}`));
    assert.throws(() => findGuardianFile(files), { message: /f29 and 3 more\. Check/ });
    assert.throws(() => findGuardianFile([]), { message: /The folder is empty\. Check/ });
  });

  for (const name of [
    'guardians.csv.part',
    'guardians.csv.tmp',
    'guardians.csv.filepart',
    'Guardians.csv.PART',
    '.guardians.csv.aX3.tmp',
    'guardians.csv.1f2e.partial',
  ]) {
    it(`is still being written while ${name} is there`, () => {
      const writing = { code: 'GuardianFileStillWriting', retryable: true, details: { file: 'guardians.csv' } };
      assert.throws(() => findGuardianFile([file(name)]), writing);
      assert.throws(() => findGuardianFile([file(name, 2), file('guardians.csv', 1)]), writing);
      assert.throws(() => findGuardianFile([file(name, null), file('guardians.csv', 1)]), writing);
      assert.equal(findGuardianFile([file(name, 1), file('guardians.csv', 2)]).file.name, 'guardians.csv');
    });
  }

  it('is, by a pattern, the newest and then the last by name of those that fit, and the notice says so', () => {
    const files = [
      file('contacts_1.csv', 3),
      file('Contacts_2.CSV', 3),
      file('contacts_9.csv', 1),
      file('contacts.csv', 9),
      file('contacts_3.csv', 9, 'folder'),
      file('old_contacts_4.csv', 9),
      file('contacts_4.csv.bak', 9),
    ];
    for (const order of [files, [...files].reverse()]) {
      const { file: found, notices } = findGuardianFile(order, 'contacts_*.csv');
      // Capital letters come first.
      assert.equal(found.name, 'contacts_1.csv');
      assert.deepEqual(
        notices.map(({ code, message }) => [code, message]),
        [['file-by-pattern', 'The file contacts_1.csv was taken, the newest of 3 files by the name contacts_*.csv.']],
      );
    }
    const sameTime = ['a1.csv', 'a3.csv', 'a2.csv'].map((name) => file(name));
    assert.equal(findGuardianFile(sameTime, 'a*.csv').file.name, 'a3.csv');
    assert.match(
      findGuardianFile([file('a1.csv')], 'a*').notices[0]!.message,
      /taken, the only file by the name a\*\./,
    );
    assert.throws(() => findGuardianFile([file('b.csv')], 'a*.csv'), {
      code: 'GuardianFileNotFound',
      message: /^There is no a\*\.csv in the SFTP folder\. The folder holds: b\.csv/,
    });
  });

  it('is never the sister file by a pattern, nor an upload in progress, which is waited for', () => {
    const both = [file('guardians.csv', 1), file('student_attributes.csv', 9)];
    assert.equal(findGuardianFile(both, '*.csv', 'GuardianFile', 'student_attributes.csv').file.name, 'guardians.csv');
    const writing = { code: 'GuardianFileStillWriting', retryable: true };
    for (const name of ['c_2.csv.part', '.c_2.csv.x7Yz.tmp', 'C_2.CSV.FILEPART', 'c_2.csv.gz.1f2e.partial']) {
      assert.throws(() => findGuardianFile([file(name, 3), file('c_1.csv', 2)], 'c_*'), writing);
      assert.equal(findGuardianFile([file(name, 1), file('c_1.csv', 2)], 'c_*').file.name, 'c_1.csv');
    }
    assert.equal(findGuardianFile([file('other_2.csv.part', 3), file('c_1.csv', 2)], 'c_*').file.name, 'c_1.csv');
  });

  it('is found by another name, in any letter case', () => {
    const { file: found, notices } = findGuardianFile([file('PARENTS.csv'), file('guardians.csv')], 'Parents.csv');
    assert.equal(found.name, 'PARENTS.csv');
    assert.match(notices[0]!.message, /taken for Parents\.csv/);
  });

  it('does not wait for another file’s upload', () => {
    assert.throws(() => findGuardianFile([file('users.csv.part')]), { code: 'GuardianFileNotFound' });
  });
});

describe('the roster files in a folder', () => {
  const codes = (found: { notices: { code: string }[] }) => found.notices.map(({ code }) => code);

  it('are the OneRoster files, in any letter case', () => {
    const found = findRosterFiles([file('Users.csv'), file('orgs.csv'), file('manifest.csv'), file('guardians.csv')]);
    assert.ok(found.kind === 'files');
    assert.deepEqual(found.files.map(({ name }) => name).sort(), ['Users.csv', 'manifest.csv', 'orgs.csv']);
    assert.deepEqual(found.notices, []);
  });

  it('are not the ZIP of guardians, unless nothing else is there', () => {
    const isOther = (name: string) => name.startsWith('contacts');
    const zips = [file('roster.zip', 1), file('contacts.zip', 9)];
    const found = findRosterFiles(zips, isOther);
    assert.ok(found.kind === 'zip');
    assert.deepEqual([found.file.name, found.older, found.notices], ['roster.zip', [], []]);
    assert.equal(findRosterFiles([file('users.csv'), file('contacts.zip', 9)], isOther).kind, 'files');
    assert.equal(findRosterFiles([file('contacts.zip')], isOther).kind, 'zip');
    assert.equal(findRosterFiles([file('roster.zip'), file('contacts.zip.part', 9)], isOther).kind, 'zip');
  });

  it('are one ZIP of any name', () => {
    const found = findRosterFiles([file('Export 2025.ZIP'), file('guardians.csv')]);
    assert.deepEqual(found, { kind: 'zip', file: file('Export 2025.ZIP'), older: [], notices: [] });
  });

  it('are the newest of several, whatever the order, with a notice that names the others', () => {
    for (const files of [
      [file('a.zip', 2), file('b.zip', 3), file('users.csv', 1)],
      [file('users.csv', 1), file('b.zip', 3), file('a.zip', 2)],
    ]) {
      const found = findRosterFiles(files);
      assert.ok(found.kind === 'zip');
      assert.equal(found.file.name, 'b.zip');
      assert.deepEqual(codes(found), ['roster-several']);
      assert.match(found.notices[0]!.message, /left out: a\.zip, users\.csv\./);
    }
    const sameTime = findRosterFiles([file('1.zip', 2), file('3.zip', 2), file('2.zip', 2)]);
    assert.ok(sameTime.kind === 'zip');
    assert.deepEqual(
      [sameTime.file, ...sameTime.older].map(({ name }) => name),
      ['3.zip', '2.zip', '1.zip'],
    );
    const newerFiles = findRosterFiles([file('a.zip', 2), file('users.csv', 3)]);
    assert.equal(newerFiles.kind, 'files');
    assert.deepEqual(codes(newerFiles), ['roster-several']);
  });

  it('are the newest where one name is there twice', () => {
    const found = findRosterFiles([file('users.csv', 1), file('USERS.csv', 2)]);
    assert.ok(found.kind === 'files');
    assert.deepEqual(
      found.files.map(({ name }) => name),
      ['USERS.csv'],
    );
  });

  it('are missing: the names found are listed', () => {
    assert.throws(() => findRosterFiles([file('guardians.csv'), file('orgs.csv'), file('old.zip', 1, 'folder')]), {
      code: 'RosterNotFound',
      retryable: true,
      message: /The folder holds: guardians\.csv, orgs\.csv\./,
    });
  });

  it('are still being written while an unfinished upload is newer', () => {
    const writing = { code: 'RosterStillWriting', retryable: true };
    assert.throws(() => findRosterFiles([file('roster.zip.filepart')]), writing);
    assert.throws(() => findRosterFiles([file('users.csv', 1), file('enrollments.csv.part', 2)]), writing);
    assert.equal(findRosterFiles([file('users.csv', 2), file('enrollments.csv.part', 1)]).kind, 'files');
    assert.equal(findRosterFiles([file('users.csv', 1), file('guardians.csv.part', 2)]).kind, 'files');
  });
});
