import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { dailySyncId } from '../../src/contract/ids.js';
import { decideRemovals, progress } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestDryRun } from '../../src/requests/dry-run.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { storeUpload } from '../../src/requests/store-upload.js';
import { type RunReport, runReport } from '../../src/runs/report.js';
import { findScope } from '../../src/settings/scopes.js';
import { dryRun } from '../support/dry-runs.js';
import { evolvingDistrict } from '../support/evolving-district.js';
import { stableExport } from '../support/export.js';
import { lastRun, runsOf, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { wholeDatabase } from '../support/whole-database.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email\n';
const row = (n: number, email = `p${n}@example.org`) => `S${n},G${n},Ana,Ruiz,${email}\n`;
const file = (count: number, rowOf = row) =>
  header + Array.from({ length: count }, (_, i) => rowOf(i + 1, `p${i + 1}@example.org`)).join('');

/** A dry run with proof that it changed nothing. */
async function dryRunOf(system: TestSystem, options: Parameters<typeof dryRun>[1] = {}): Promise<RunReport> {
  const [before, files] = [await wholeDatabase(system.db), await stableExport(system)];
  const report = await dryRun(system, options);
  assert.equal(await stableExport(system), files);
  assert.deepEqual(await wholeDatabase(system.db), before);
  assert.equal(report.run.kind, 'preview');
  return report;
}

async function synced(system: TestSystem): Promise<RunReport> {
  await syncToEnd(system);
  return runReport(system.db, (await lastRun(system)).run_id);
}

/** A sync takes a short cut where the file is the same, and says so. */
const told = ({ counts, rows, students, held, findings: { byCode } }: RunReport) => {
  const { 'file-unchanged': _, ...found } = byCode;
  return { counts, rows, students, held, found };
};

describe('dry runs of a whole sync', function () {
  this.timeout(180_000);
  let system: TestSystem;

  beforeEach(async () => {
    system = await createTestSystem();
  });
  afterEach(() => system.stop());

  it('say of every night what the sync then does, accounts included, and change nothing', async () => {
    const district = evolvingDistrict(11);
    await system.withWorkers(async () => {
      for (let night = 1; night <= 4; night += 1) {
        for (const [name, content] of Object.entries(district.files())) await system.putFile(name, content);
        const dry = await dryRunOf(system);
        const real = await synced(system);
        assert.deepEqual(told(dry), told(real), `night ${night}`);
        assert.equal(dry.run.status, real.run.status);
        assert.deepEqual(dry.file?.sha256, real.file?.sha256);
        district.evolve();
      }
    });
  });
});

describe('dry runs of guardian files', function () {
  this.timeout(120_000);
  let system: TestSystem;

  beforeEach(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 40);
  });
  afterEach(() => system.stop());

  const firstSync = async () => {
    await system.putFile('guardians.csv', file(40));
    await syncToEnd(system);
  };
  const handle = () => system.client.workflow.getHandle(dailySyncId(system.scope));

  it('a first file: what would be created, and no roster or run from it', async () => {
    await system.putFile('guardians.csv', file(40));
    await system.withWorkers(async () => {
      const dry = await dryRunOf(system);
      assert.equal(dry.run.status, 'done');
      assert.deepEqual(dry.changes?.total, [
        { entity: 'guardian', action: 'create', count: 40 },
        { entity: 'guardian_link', action: 'create', count: 40 },
        { entity: 'account', action: 'create', count: 40 },
      ]);
      const [first] = dry.changes?.list ?? [];
      assert.deepEqual(
        [first?.name, first?.line, first?.before, first?.after.sis_id],
        ['Ana Ruiz', 2, {}, 'G1'],
        'created records are told by their values',
      );
      assert.deepEqual(told(dry), told(await synced(system)));
    });
  });

  it('a report that is read with the plans of a report, not with those for whole tables', async () => {
    // Nothing that a trigger writes outlives the rehearsal, but for the number of a sequence.
    await query(system.db, 'create sequence closed_with_plans_for_whole_tables');
    await query(
      system.db,
      `create function note_plans() returns trigger language plpgsql as $$ begin
         if current_setting('enable_nestloop') = 'off' then perform nextval('closed_with_plans_for_whole_tables'); end if;
         return new;
       end $$`,
    );
    await query(system.db, 'create trigger note before update on run for each row execute function note_plans()');
    await system.putFile('guardians.csv', file(40));
    await system.withWorkers(() => dryRun(system));
    const [noted] = await query<{ any: boolean }>(
      system.db,
      'select is_called as any from closed_with_plans_for_whole_tables',
    );
    assert.equal(noted?.any, false);
  });

  it('a changed file: updates with before and after', async () => {
    await system.withWorkers(async () => {
      await firstSync();
      await system.putFile('guardians.csv', file(39) + row(40, 'new@example.org'));
      const dry = await dryRunOf(system);
      const update = dry.changes?.list.find(({ entity }) => entity === 'guardian');
      assert.deepEqual(
        [update?.action, update?.before, update?.after],
        ['update', { email: 'p40@example.org' }, { email: 'new@example.org' }],
      );
      assert.deepEqual(told(dry), told(await synced(system)));
    });
  });

  it('a file that trips the threshold: what would wait, and nothing waits', async () => {
    await system.withWorkers(async () => {
      await firstSync();
      await system.putFile('guardians.csv', file(20));
      const dry = await dryRunOf(system);
      assert.equal(dry.run.status, 'threshold');
      assert.deepEqual(dry.counts.guardians?.guardianLinks.triedToArchive, { count: 20, percent: 50 });
      assert.equal((await query(system.db, 'select from withheld')).length, 0);
    });
  });

  it('a file that would be held: why, and nobody is asked', async () => {
    await system.withWorkers(async () => {
      await firstSync();
      await system.putFile(
        'guardians.csv',
        file(40, (n) => row(n, `moved${n}@example.org`)),
      );
      const dry = await dryRunOf(system);
      assert.equal(dry.run.status, 'held');
      assert.equal(dry.held[0]?.code, 'contacts-changed');
      assert.match(dry.held[0]?.message ?? '', /40 of the 40 guardians/);
      assert.deepEqual([dry.counts.guardians, dry.students?.rate], [null, 1]);
    });
  });

  it('while a decision waits: it waits on, and is answered with the same outcome', async () => {
    await system.withWorkers(async () => {
      await firstSync();
      await system.putFile('guardians.csv', file(30));
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
      await until(async () => (await handle().query(progress)).status === 'threshold');
      const waiting = await handle().query(progress);
      await system.putFile('guardians.csv', file(25));
      const dry = await dryRunOf(system);
      const { archived, triedToArchive } = dry.counts.guardians!.guardianLinks;
      assert.deepEqual([archived, triedToArchive], [5, { count: 10, percent: 25 }], 'as the next sync would');
      assert.deepEqual(await handle().query(progress), waiting);
      await handle().executeUpdate(decideRemovals, { args: [{ decision: 'archive', by: 'Ada' }] });
      assert.deepEqual(await handle().result(), { runId: waiting.runId, status: 'done' });
      const [open] = await query<{ count: number }>(
        system.db,
        'select count(*) from guardian_link where archived_at is null',
      );
      assert.equal(open?.count, 30, 'of its own file');
    });
  });

  it('are not made where the next sync first reads stored numbers again', async () => {
    await system.withWorkers(async () => {
      await firstSync();
      await system.set({ country: 'GB' });
      const asked = { scope: system.scope, requestedBy: 'the test' };
      const { workflowId } = await requestDryRun(system.db, system.client, system.queues, asked);
      await assert.rejects(system.client.workflow.getHandle(workflowId).result(), (error) => {
        assert.equal((error as { cause?: { type?: string } }).cause?.type, 'PreviewNotYet');
        return true;
      });
      assert.equal((await runsOf(system)).length, 1);
    });
  });

  for (const abandon of [true, false]) {
    it(`an upload ${abandon ? 'with' : 'without'} Abandon: what it would end, and the file of the night stays`, async () => {
      await system.withWorkers(async () => {
        await firstSync();
        const content = file(36) + row(37, 'changed@example.org');
        const upload = async () => {
          const scope = await findScope(system.db, system.scope);
          const bytes = Readable.from([Buffer.from(content)]);
          const given = { name: 'upload.csv', modifiedAt: null, content: bytes };
          const { blobId } = await storeUpload(system.db, system.blobs, scope, given);
          return { upload: { blobId, abandon } };
        };
        const dry = await dryRunOf(system, await upload());
        assert.equal(dry.counts.guardians?.guardianLinks.archived, abandon ? 3 : 0);
        const asked = { scope: system.scope, requestedBy: 'the test', kind: 'upload', ...(await upload()) } as const;
        await requestSync(system.db, system.client, system.queues, asked);
        await handle().result();
        const real = await runReport(system.db, (await lastRun(system)).run_id);
        assert.equal(real.run.kind, 'upload');
        assert.deepEqual(told(dry), told(real));
      });
    });
  }

  for (const [what, content, ending] of [
    ['a column missing', 'guardianSisId,firstName,lastName\nG1,Ana,Ruiz\n', 'column-missing'],
    ['only unknown students', `${header}X1,G1,Ana,Ruiz,a@example.org\n`, 'held'],
    ['too many rows in error', `${file(40)}${'S1,G1,Ana\n'.repeat(30)}`, 'too-many-errors'],
    ['nothing but the header', header, 'header-only'],
    ['cut off', `${file(3)}S9,"G9`, 'file-truncated'],
  ] as const) {
    it(`a refused file (${what}): the code that the sync ends with`, async () => {
      await system.putFile('guardians.csv', content);
      await system.withWorkers(
        async () => {
          const dry = await dryRunOf(system);
          await syncToEnd(system).catch(() => {});
          const real = await runReport(system.db, (await lastRun(system)).run_id);
          assert.equal(dry.failure?.code ?? dry.run.status, ending);
          assert.deepEqual([dry.failure, dry.run.status], [real.failure, real.run.status]);
          assert.deepEqual(told(dry), told(real));
        },
        { waitSeconds: 1 },
      );
    });
  }
});
