import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { query } from '../../src/db/sql-files.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { asProcess, inProcess, withEnvironment } from './run-cli.js';

const HEADER = 'Student ID,guardianSisId,firstName,lastName,email,mobilePhone,relationship,shoe size\n';
const rows = [
  'S1,G1,José,Ruiz,jose@lake.example,5005550100,Father,44\n',
  'S2,G1,José,Ruiz,jose@lake.example,5005550100,Father,44\n',
  'S3,,Mia,Lopez,mia@lake.example,,Mother,38\n',
  'S4,,,,nobody@lake.example,,Mother,38\n',
  'S99,G9,Eve,Unknown,eve@lake.example,,Mother,38\n',
];

describe('a sync on the command line', function () {
  this.timeout(60_000);
  let system: TestSystem;
  let restore: () => void;
  let folder: string;

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 10);
    await system.putFile('guardians.csv', Buffer.from(HEADER + rows.join(''), 'latin1'));
    folder = mkdtempSync(path.join(tmpdir(), 'dailysync-sync-'));
    restore = withEnvironment(system.env);
  });
  after(async () => {
    restore();
    rmSync(folder, { recursive: true });
    await system.stop();
  });

  const json = async (...args: string[]) => {
    const { code, out, err } = await inProcess([...args, '--json']);
    return { code, err, document: JSON.parse(out) };
  };

  it('tests the connection and pins the host key', async () => {
    const first = await json('connection', 'test', system.scope);
    assert.equal(first.code, 0, first.err);
    assert.deepEqual([first.document.pinnedNow, first.document.hostKey], [true, system.sftp.hostKey]);
    assert.deepEqual(first.document.guardianFile, { found: ['/guardians.csv'], problem: null });
    assert.equal(first.document.roster, null);
    assert.deepEqual(Object.keys(first.document.guardianCheck.students), ['named', 'known']);
    const again = await inProcess(['connection', 'test', system.scope]);
    assert.match(
      again.out,
      /\(as pinned\)[\s\S]*guardians\.csv +\d+ bytes[\s\S]*Guardian file: \/guardians\.csv\nMatch rate: \d+ of \d+ students? named/,
    );
    assert.ok(!(again.out + again.err).includes(system.password));
  });

  it('refuses a changed host key, shows both, and accepts it when told to', async () => {
    const old = `SHA256:${'A'.repeat(43)}`;
    await system.set({ 'sftp.hostKey': old });
    const refused = await json('connection', 'test', system.scope);
    assert.deepEqual([refused.code, refused.document.error.code], [1, 'SftpHostKeyChanged']);
    assert.match(refused.document.error.message, /--accept-new-host-key/);
    const accepted = await json('connection', 'test', system.scope, '--accept-new-host-key');
    assert.equal(accepted.code, 0);
    assert.ok(accepted.err.includes(old) && accepted.err.includes(system.sftp.hostKey));
    assert.equal((await json('settings', 'show', system.scope)).document.settings.sftp.hostKey, system.sftp.hostKey);
  });

  it('waits, shows the stages and prints a report that adds up', async () => {
    const { code, out, err } = await system.withWorkers(() =>
      inProcess(['sync', system.scope, '--wait', '--by', 'Ada Admin']),
    );
    assert.equal(code, 0, err);
    assert.match(err, /Guardian file: (running|done)/);
    assert.match(out, /Done, with warnings/);
    assert.match(out, /requested by Ada Admin/);
    assert.match(out, /Rows: 5 read = 3 applied \+ 0 unchanged \+ 1 skipped \+ 1 in error \+ 0 duplicate/);
    assert.match(out, /Match rate: 3 of the file's 4 students are in the roster \(75%\)/);
    assert.match(out, /Encoding: windows-1252\. .*\n/);
    assert.match(out, /Columns: .*studentSisId \(from "Student ID"\)/);
    assert.match(out, /Not read: shoe size \(not known\)/);
    assert.match(out, /error name-missing \(1\)\n {2}guardians\.csv, line 5/);

    const { document } = await json('runs', system.scope);
    const { id } = document.runs[0];
    const report = await json('report', String(id));
    assert.equal(report.code, 0);
    assert.equal(report.document.run.requestedBy, 'Ada Admin');
    const { read, ...kinds } = report.document.rows;
    assert.equal(
      read,
      Object.values(kinds as Record<string, number>).reduce((a, b) => a + b),
    );
    assert.equal(report.document.rowsAddUp, true);
    assert.match(report.document.file.sha256, /^[0-9a-f]{64}$/);
    assert.equal(report.document.counts.guardians.guardians.created, 2);
    assert.equal(report.document.findings.byCode['name-missing'], 1);
    assert.deepEqual(
      report.document.executions.map(({ workflowId }: { workflowId: string }) => workflowId),
      [`daily-sync/${system.scope}`, `daily-sync/${system.scope}/guardians`],
    );
    assert.doesNotMatch(out, /jose@|mia@|nobody@/);
  });

  it('says that nothing changed, and both contacts where one did', async () => {
    const again = await system.withWorkers(() => json('sync', system.scope, '--wait'));
    assert.equal(again.code, 0);
    assert.equal(again.document.report.rows.unchanged, 3);
    assert.equal(again.document.report.counts.guardians.guardians.created, 0);

    await system.putFile('guardians.csv', (HEADER + rows.join('')).replace('mia@', 'mia.new@'));
    const changed = await system.withWorkers(() => json('sync', system.scope, '--wait'));
    const found = changed.document.report.findings.list.find(
      ({ code }: { code: string }) => code === 'possible-contact-change',
    );
    assert.deepEqual(found.contacts, {
      before: { name: 'Mia Lopez', email: 'mia@lake.example', mobilePhone: '' },
      after: { name: 'Mia Lopez', email: 'mia.new@lake.example', mobilePhone: '' },
    });
  });

  it('writes every finding as CSV and as JSON, to standard output or a file', async () => {
    const { document } = await json('runs', system.scope);
    const id = String(document.runs[0].id);
    const csv = await inProcess(['report', id, '--csv']);
    assert.equal(csv.code, 0);
    assert.match(csv.out, /^severity,code,count,file,line,column,message,/);
    assert.match(
      csv.out,
      /\r\nnotice,possible-contact-change,1,guardians\.csv,\d+,.*mia@lake\.example.*mia\.new@lake\.example/,
    );
    const folder = await mkdtemp(path.join(tmpdir(), 'dailysync-report-'));
    try {
      for (const format of ['csv', 'json']) {
        const file = path.join(folder, `report.${format}`);
        const written = await inProcess(['report', id, `--${format}`, '--out', file]);
        assert.equal(written.code, 0, written.err);
        const text = await readFile(file, 'utf8');
        assert.equal(text, (await inProcess(['report', id, `--${format}`])).out);
        assert.equal((await stat(file)).mode & 0o777, 0o600);
      }
      assert.deepEqual((await readdir(folder)).sort(), ['report.csv', 'report.json']);
      const nowhere = await json('report', id, '--out', path.join(folder, 'no', 'such.json'));
      assert.deepEqual([nowhere.code, nowhere.document.error.code], [1, 'FileUnwritable']);
    } finally {
      await rm(folder, { recursive: true });
    }
    for (const wrong of [
      ['--out', 'x'],
      ['--csv', '--json'],
      ['--csv', '--findings', '3'],
    ]) {
      assert.equal((await inProcess(['report', id, ...wrong])).code, 2, wrong.join(' '));
    }
  });

  it('ends with 3 when it needs attention, and goes on when the cause is fixed', async () => {
    await system.removeFile('guardians.csv');
    await system.withWorkers(async () => {
      const missing = await inProcess(['sync', system.scope, '--wait']);
      assert.equal(missing.code, 3, missing.err);
      assert.match(missing.out, /Needs attention[\s\S]*GuardianFileNotFound: [\s\S]*dailysync retry/);

      await system.putFile('guardians.csv', HEADER + rows.join(''));
      const retried = await json('retry', system.scope);
      assert.equal(retried.code, 0, retried.err);
      await ended(system);
      const { runs } = (await json('runs', system.scope, '--limit', '1')).document;
      assert.match(runs[0].status, /^done/);

      const nothing = await json('retry', system.scope);
      assert.deepEqual([nothing.code, nothing.document.error.code], [1, 'NothingToRetry']);
    });
  });

  it('retries by itself once a setting is saved', async () => {
    await system.set({ 'sftp.password': 'wrong' });
    await system.withWorkers(async () => {
      assert.equal((await inProcess(['sync', system.scope, '--wait'])).code, 3);
      const saved = await inProcess(['settings', 'set', system.scope, 'sftp.password=-'], {
        input: `${system.password}\n`,
      });
      assert.equal(saved.code, 0);
      assert.match(saved.err, /tries its failed steps again/);
      await ended(system);
    });
    const { runs } = (await json('runs', system.scope, '--limit', '1')).document;
    assert.match(runs[0].status, /^done/);
  });

  it('follows the run that an equal request is served by', async () => {
    // Without a worker nothing is taken up, so the second and third request meet in the list.
    const first = await json('sync', system.scope);
    assert.equal(first.code, 0);
    const followers = Promise.all([json('sync', system.scope, '--wait'), json('sync', system.scope, '--wait')]);
    const ends = await system.withWorkers(() => followers);
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 0],
    );
    for (const { document } of ends) assert.match(document.report.run.status, /^done/);
  });

  it('keeps a sync going when the waiting is interrupted', async () => {
    const stop = new AbortController();
    const waiting = inProcess(['sync', system.scope, '--wait'], {
      interrupted: stop.signal,
      onErr: (err) => err.includes('Waiting') && stop.abort(new Error('interrupted')),
    });
    const { code, err } = await waiting;
    assert.equal(code, 130);
    assert.match(err, /The sync continues/);
    await system.withWorkers(() => ended(system));
  });

  it('exports the scope as a process, twice the same', async () => {
    for (const name of ['one', 'two']) {
      const { code, out } = await asProcess(
        ['export', system.scope, path.join(folder, name), '--stable', '--json'],
        system.env,
      );
      assert.equal(code, 0);
      const { files } = JSON.parse(out);
      assert.equal(files.length, readdirSync(path.join(folder, name)).length);
    }
  });

  it('tells a Temporal that does not answer', async () => {
    const { code, out } = await asProcess(['sync', system.scope, '--json'], {
      ...system.env,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    });
    assert.deepEqual([code, JSON.parse(out).error.code], [1, 'TemporalUnreachable']);
  });
});

/** Resolves once the scope has no run that is running or waits. */
async function ended(system: TestSystem): Promise<void> {
  for (;;) {
    await system.client.workflow.getHandle(`daily-sync/${system.scope}`).result();
    const open = await query(system.db, `select from run where status in ('running', 'needs_attention')`);
    if (open.length === 0) return;
  }
}
