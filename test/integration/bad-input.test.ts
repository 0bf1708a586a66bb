import assert from 'node:assert/strict';
import { dailySyncId } from '../../src/contract/ids.js';
import { createHostKey, startSftpServer } from '../../src/demo/sftp-server.js';
import { runReport } from '../../src/runs/report.js';
import { zipBytes } from '../roster/files.js';
import { stableExport } from '../support/export.js';
import { syncToAttention, syncToEnd, until } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const roster: Record<string, string> = {
  'manifest.csv':
    'propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\nfile.users,bulk\nfile.classes,absent\nfile.enrollments,absent\n',
  'orgs.csv': 'sourcedId,name,type\nschool-1,North,school\n',
  'users.csv':
    'sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName\nS1,true,school-1,student,s1,Ada,Ruiz\nS2,true,school-1,student,s2,Ben,Ruiz\n',
};
const guardians =
  'studentSisId,guardianSisId,firstName,lastName,email\nS1,G1,Ana,Ruiz,ana@example.org\nS2,G1,Ana,Ruiz,ana@example.org\n';

/** Each kind of bad input: a stable code and a sentence, in the report; and nothing half-applied. */
describe('bad input', function () {
  this.timeout(120_000);
  let system: TestSystem;
  let before: string;

  beforeEach(async () => {
    system = await createTestSystem();
    for (const [name, content] of Object.entries(roster)) await system.putFile(name, content);
    await system.putFile('guardians.csv', guardians);
    await system.withWorkers(() => syncToEnd(system));
    before = await stableExport(system);
    assert.match(before, /Ana/);
  });
  afterEach(() => system.stop());

  async function fails(code: string, sentence: RegExp, ...ledTo: string[]): Promise<void> {
    await system.withWorkers(async () => {
      const run = await syncToAttention(system);
      assert.equal(run.failure_code, code);
      assert.match(run.failure_message ?? '', sentence);
      const report = await runReport(system.db, run.run_id);
      assert.equal(report.failure?.code, code);
      const errors = report.findings.list.filter(({ severity }) => severity === 'error').map((each) => each.code);
      for (const each of [code, ...ledTo]) assert.ok(errors.includes(each), each);
      const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
      await handle.terminate();
      await until(async () => (await handle.describe()).status.name === 'TERMINATED');
    });
    assert.equal(await stableExport(system), before);
  }

  it('no guardian file', async () => {
    await system.removeFile('guardians.csv');
    await fails(
      'GuardianFileNotFound',
      /There is no guardians.csv .* The folder holds: manifest.csv, orgs.csv, users.csv/,
    );
  });

  it('an empty guardian file', async () => {
    await system.putFile('guardians.csv', '');
    await fails('file-empty', /The file is empty/);
  });

  it('a guardian file without a required column', async () => {
    await system.putFile('guardians.csv', 'pupil,firstName,lastName\nS1,Ana,Ruiz\n');
    await fails('column-missing', /no column for studentSisId/);
  });

  it('a file that breaks off', async () => {
    await system.putFile('guardians.csv', guardians.slice(0, -12));
    await system.putFile('guardians.csv', `${guardians}S2,G2,"Br`);
    await fails('line-end-missing', /still being written/);
  });

  it('a wrong password', async () => {
    await system.set({ 'sftp.password': 'wrong' });
    await fails('SftpAuth', /Login to the SFTP server .* was refused/);
  });

  it('a changed host key', async () => {
    const { port } = system.sftp;
    await system.sftp.stop();
    const impostor = await startSftpServer({
      root: '/',
      users: { district: { password: system.password } },
      hostKey: createHostKey(),
      port,
    });
    try {
      await fails('SftpHostKeyChanged', /was pinned before; no password was sent/);
    } finally {
      await impostor.stop();
    }
  });

  it('a folder that is no OneRoster set', async () => {
    for (const name of Object.keys(roster)) await system.removeFile(name);
    await fails('RosterNotFound', /There is no OneRoster CSV set .* The folder holds: guardians.csv/);
  });

  it('a OneRoster set that lacks a file', async () => {
    await system.removeFile('orgs.csv');
    await fails('RosterFileMissing', /orgs.csv/);
  });

  it('roster 04: a roster whose files have a header alone', async () => {
    for (const name of ['orgs.csv', 'users.csv']) await system.putFile(name, `${roster[name]!.split('\n')[0]}\n`);
    await fails('RosterWithoutStudents', /names no students, and 2 students were there before/);
  });

  it('a roster without a required column', async () => {
    await system.putFile(
      'users.csv',
      'sourcedId,enabledUser,orgSourcedIds,username,givenName,familyName\nS1,true,school-1,s1,Ada,Ruiz\n',
    );
    await fails('RosterColumnMissing', /role/);
  });

  it('a roster full of rows in error, which the report has', async () => {
    const rows = Array.from({ length: 6 }, () => ',true,student,school-1,s,Ada,Ruiz\n').join('');
    await system.putFile(
      'users.csv',
      `sourcedId,enabledUser,role,orgSourcedIds,username,givenName,familyName\n${rows}`,
    );
    await fails('RosterFileDamaged', /6 times "The row has no sourcedId/, 'roster-required-missing');
  });

  it('a ZIP with several sets', async () => {
    await system.putFile('export.zip', await zipBytes({ 'may/users.csv': 'x', 'june/users.csv': 'x' }));
    await fails('ZipUnsafe', /several folders/);
  });

  it('a ZIP bomb', async () => {
    await system.putFile('export.zip', await zipBytes({ ...roster, 'classes.csv': '0'.repeat(30 * 1024 * 1024) }));
    await fails('ZipUnsafe', /packed|times|ratio/);
  });
});
