import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { dailySyncId } from '../../src/contract/ids.js';
import { progress, retryFailed } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { nextStep } from '../../src/runs/report/next-step.js';
import { addSchool } from '../../src/settings/scopes.js';
import { inProcess, withEnvironment } from '../cli/run-cli.js';
import { zipBytes } from '../roster/files.js';
import { stableExport } from '../support/export.js';
import { historyTexts } from '../support/histories.js';
import { lastRun, type RunRow, runsOf, syncToAttention, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { requestUpload, storeFile } from '../support/uploads.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email\n';
const row = (n: number) => `S${n},G${n},Ada,Ruiz,p${n}@lake.example\n`;
/** A guardian each for the students of these numbers. */
const file = (from: number, to: number) =>
  header + Array.from({ length: to - from + 1 }, (_, index) => row(from + index)).join('');

const workbook = await zipBytes({ '[Content_Types].xml': '<Types/>', 'xl/workbook.xml': '<x/>' });

/** `dailysync upload` through the workflow. docs/guardian-rules.md 2. */
describe('dailysync upload', function () {
  this.timeout(120_000);
  let system: TestSystem;
  let folder: string;
  let restore: () => void;
  const handle = () => system.client.workflow.getHandle(dailySyncId(system.scope));

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'dailysync-upload-'));
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 60);
    restore = withEnvironment(system.env);
  });
  afterEach(async () => {
    restore();
    await system.stop();
    await rm(folder, { recursive: true });
  });

  const localFile = async (content: string | Uint8Array, name = 'families.csv') => {
    const target = path.join(folder, name);
    await writeFile(target, content);
    return target;
  };
  /** Of a command that waits for the end of its run. */
  const upload = async (content: string | Uint8Array, ...flags: string[]) => {
    const args = ['upload', system.scope, await localFile(content), '--wait', '--by', 'Ada Admin', '--json', ...flags];
    const { code, out, err } = await inProcess(args);
    return { code, err, document: JSON.parse(out) };
  };
  const links = async () => {
    const [count] = await query<{ open: number; ended: number }>(
      system.db,
      `select count(*) filter (where archived_at is null) as open, count(archived_at) as ended from guardian_link`,
    );
    return [count?.open, count?.ended];
  };
  const statuses = async () => (await runsOf(system)).map(({ status }) => status);

  it('case 48: adds without Abandon, asks with it, and the next automated file decides', async () => {
    await system.putFile('guardians.csv', file(1, 40));
    await system.withWorkers(async () => {
      await syncToEnd(system);
      const added = await upload(file(51, 60));
      assert.equal(added.code, 0, added.err);
      const { run, counts, file: facts } = added.document.report;
      assert.deepEqual([run.kind, run.requestedBy], ['upload', 'Ada Admin']);
      assert.deepEqual([counts.roster, counts.guardians.guardianLinks.created], [null, 10]);
      assert.equal(facts.name, 'families.csv');
      assert.deepEqual(await links(), [50, 0]);

      const asked = await upload(file(51, 60), '--abandon');
      assert.deepEqual([asked.code, asked.document.report.run.status], [3, 'threshold']);
      assert.deepEqual(await links(), [50, 0]);

      await syncToEnd(system);
      assert.deepEqual(await links(), [40, 10]);
    });
    assert.deepEqual(await statuses(), ['done', 'done', 'threshold', 'done']);
    const history = await historyTexts(system.client, system.scope);
    assert.ok(history.includes('abandon') && !history.includes('families.csv'));
  });

  it('changes nothing where the file is what the last sync applied', async () => {
    await system.putFile('guardians.csv', file(1, 40));
    await system.withWorkers(async () => {
      await syncToEnd(system);
      const before = await stableExport(system);
      const { code, document } = await upload(file(1, 40), '--abandon');
      assert.deepEqual([code, document.report.rows.unchanged], [0, 40]);
      assert.equal(await stableExport(system), before);
    });
  });

  it('needs no SFTP server and no guardian sync', async () => {
    await system.set({ 'guardians.enabled': 'false', 'sftp.host': '' });
    await system.withWorkers(async () => assert.equal((await upload(file(1, 10))).code, 0));
    assert.deepEqual(await links(), [10, 0]);
  });

  it('is done once where its request comes twice', async () => {
    await system.withWorkers(async () => {
      const asked = await requestUpload(system, file(1, 10));
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, ...asked });
      await handle().result();
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, ...asked });
      await handle().result();
    });
    assert.deepEqual(await statuses(), ['done']);
    assert.deepEqual(await links(), [10, 0]);
  });

  it('waits for its turn while a sync runs, and is not coalesced with another upload', async () => {
    await system.putFile('guardians.csv', file(1, 40));
    await system.set({ 'guardians.quietSeconds': '3' });
    await system.withWorkers(async () => {
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'first' });
      await until(async () => (await handle().query(progress)).runId !== null);
      await requestUpload(system, file(41, 45));
      await requestUpload(system, file(46, 50));
      assert.equal((await handle().query(progress)).requestsWaiting, 2);
      await handle().result();
    });
    const kinds = await query<{ kind: string }>(system.db, 'select kind from run order by run_id');
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['sync', 'upload', 'upload'],
    );
    assert.deepEqual(
      [await statuses(), await links()],
      [
        ['done', 'done', 'done'],
        [50, 0],
      ],
    );
  });

  it('takes over from a sync that needs attention', async () => {
    await system.withWorkers(async () => {
      await syncToAttention(system);
      assert.equal((await upload(file(1, 10))).code, 0);
    });
    assert.deepEqual(await statuses(), ['needs_attention', 'done']);
  });

  it('takes over from an upload of a wrong file, which was held and is not applied', async () => {
    await system.withWorkers(async () => {
      assert.equal((await upload(file(56, 75))).document.report.run.status, 'held');
      assert.equal((await upload(file(1, 10))).code, 0);
      await handle().result();
    });
    assert.deepEqual(
      [await statuses(), await links()],
      [
        ['held', 'done'],
        [10, 0],
      ],
    );
  });

  it('waits for an answer about what Abandon would end', async () => {
    await system.putFile('guardians.csv', file(1, 40));
    await system.withWorkers(async () => {
      await syncToEnd(system);
      const asked = await upload(file(1, 20), '--abandon');
      assert.deepEqual([asked.code, asked.document.report.run.status], [3, 'threshold']);
      assert.equal((await inProcess(['decide', system.scope, 'removals', 'archive'])).code, 0);
      await handle().result();
    });
    assert.deepEqual([(await lastRun(system)).status, await links()], ['done', [20, 20]]);
  });

  it('waits for an answer where the file looks wrong', async () => {
    const strangers = file(51, 70);
    await system.withWorkers(async () => {
      await system.set({ 'hold.matchRatePercent': '60' });
      const discarded = await upload(strangers);
      assert.deepEqual([discarded.code, discarded.document.report.run.status], [3, 'held']);
      assert.equal((await inProcess(['decide', system.scope, 'hold', 'discard'])).code, 0);
      await handle().result();
      assert.deepEqual(await links(), [0, 0]);
      const again = await upload(strangers);
      assert.deepEqual([again.code, again.document.report.run.status], [3, 'held']);
      assert.equal((await inProcess(['decide', system.scope, 'hold', 'apply'])).code, 0);
      await handle().result();
    });
    assert.deepEqual(
      [await statuses(), await links()],
      [
        ['held', 'done_with_warnings'],
        [10, 0],
      ],
    );
  });

  for (const [what, content, code] of [
    ['an empty file', '', 'file-empty'],
    ['a header alone', header, 'header-only'],
    ['a workbook', workbook, 'not-text'],
    ['half a ZIP', Buffer.from('504b030414000600080000002100', 'hex'), 'ZipDamaged'],
    ['another file', 'firstName,lastName,title\nAda,Ruiz,Art\n', 'column-missing'],
    ['half a file', `${file(1, 10)}S11,G11,"Ada`, 'file-truncated'],
  ] as const) {
    it(`refuses ${what} as always, with ${code}`, async () => {
      await system.withWorkers(async () => {
        const { code: exitCode, document } = await upload(content);
        assert.equal(exitCode, 3);
        assert.equal(document.report.failure.code, code);
        if (!code.startsWith('Zip')) assert.match(document.report.failure.message, /^uploaded file: /);
      });
      assert.deepEqual(await links(), [0, 0]);
    });
  }

  it('takes any name, and a ZIP or gzip with the file in it', async () => {
    await system.withWorkers(async () => {
      const zip = await zipBytes({ 'Quackenbush/families of Zebulonia.csv': file(1, 18) });
      for (const [bytes, rows] of [
        [gzipSync(file(1, 20)), 20],
        [zip, 18],
      ] as const) {
        const { code, document } = await upload(bytes, '--abandon');
        assert.equal(code, 0);
        assert.equal(document.report.run.status, 'done');
        assert.equal(document.report.file.name, 'families.csv');
        assert.equal(document.report.file.size, file(1, rows).length);
        assert.ok(document.report.findings.list.some((each: { code: string }) => each.code === 'file-unpacked'));
        assert.equal((await links())[0], rows);
      }
    });
    const history = await historyTexts(system.client, system.scope);
    assert.doesNotMatch(history, /Zebulonia|Quackenbush|families/);
  });

  it('names the files of a ZIP with several in the report, and nowhere else', async () => {
    await system.withWorkers(async () => {
      const { code, document } = await upload(await zipBytes({ 'Zebulonia.csv': file(1, 10), 'b.csv': file(1, 10) }));
      assert.equal(code, 3);
      assert.equal(document.report.failure.code, 'ZipFilesSeveral');
      const [refusal] = document.report.findings.list;
      assert.match(refusal.message, /It has: Zebulonia\.csv, b\.csv\. Pack the one file alone/);
      assert.match(nextStep(document.report, null)!.text, /Correct the file and upload it/);
    });
    assert.doesNotMatch(await historyTexts(system.client, system.scope), /Zebulonia/);
  });

  it('reads the same upload by other settings when it is retried', async () => {
    await system.withWorkers(async () => {
      const { document } = await upload(file(1, 10).replace('studentSisId', 'Pupil'));
      assert.equal(document.report.failure.code, 'column-missing');
      await system.set({ 'guardians.columnMapping': '{"studentSisId": "Pupil"}' });
      await handle().executeUpdate(retryFailed, { args: [{}] });
      await handle().result();
    });
    assert.deepEqual([await statuses(), await links()], [['done'], [10, 0]]);
  });

  it('of a school names only students of its scope', async () => {
    const school = await system.withSchool('north', 'N');
    await school.set({ 'roster.source': 'none' });
    await insertStudents(system.db, school.scope, 5);
    await query(
      system.db,
      `update student set sis_id = 'N' || sis_id where scope_id <> (select min(scope_id) from scope)`,
    );
    await system.withWorkers(async () => {
      const args = ['upload', school.scope, await localFile(`${header}NS1,G1,Ada,Ruiz,a@lake.example\n${row(1)}`)];
      const { code, out } = await inProcess([...args, '--wait', '--json']);
      assert.equal(code, 0);
      const { rows } = JSON.parse(out).report;
      assert.deepEqual([rows.applied, rows.skipped], [1, 1]);
    });
    assert.deepEqual(await links(), [1, 0]);
  });

  it('is refused where the other level syncs, and stores nothing', async () => {
    await addSchool(system.db, { district: system.scope, slug: 'north', name: 'North', sourceId: 'N' });
    await query(system.db, `update scope set enabled = true where slug = :slug`, { slug: `${system.scope}/north` });
    const { code, document } = await upload(file(1, 10));
    assert.deepEqual([code, document.error.code], [2, 'SyncLevelsOverlap']);
    assert.deepEqual(await query(system.db, 'select from blob'), []);
  });

  it('names what it cannot read, and takes no file beyond the limit', async () => {
    const missing = await inProcess(['upload', system.scope, path.join(folder, 'nothing.csv'), '--json']);
    assert.deepEqual([missing.code, JSON.parse(missing.out).error.code], [2, 'FileUnreadable']);
    await system.set({ 'guardians.maxFileBytes': '100' });
    const { code, document } = await upload(file(1, 10));
    assert.deepEqual([code, document.error.code], [2, 'GuardianFileTooLarge']);
    assert.deepEqual(await query(system.db, 'select from blob'), []);
  });

  describe('asked for by a signal', () => {
    const signalled = async (input: unknown): Promise<RunRow> => {
      await system.client.workflow.signalWithStart('DailySync', {
        workflowId: dailySyncId(system.scope),
        taskQueue: system.queues.workflows,
        args: [{ scope: system.scope }],
        signal: 'startSync',
        signalArgs: [input],
      });
      await until(async () => (await handle().query(progress)).status === 'needs_attention');
      return lastRun(system);
    };

    it('takes a file of its own scope alone', async () => {
      const other = await system.withDistrict(`${system.scope}-x`);
      const blobId = await storeFile(other, file(1, 10));
      await system.withWorkers(async () => {
        const run = await signalled({ kind: 'upload', upload: { blobId, abandon: false } });
        assert.equal(run.failure_code, 'UploadUnknown');
      });
      assert.deepEqual(await links(), [0, 0]);
    });

    it('is ignored with a sentence where it does not say which file', async () => {
      await system.withWorkers(async () => {
        await syncToAttention(system);
        for (const upload of [undefined, {}, { blobId: 'x', abandon: true }, { blobId: randomUUID() }]) {
          await handle().signal('startSync', { kind: 'upload', upload });
        }
        const board = await handle().query(progress);
        assert.match(board.notice ?? '', /an upload needs/);
        assert.deepEqual([board.requestsWaiting, board.status], [0, 'needs_attention']);
      });
    });
  });
});
