import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SyncFailure } from '../../src/contract/failures.js';
import { query } from '../../src/db/sql-files.js';
import { type AuditedEntity, recordsAsOf } from '../../src/runs/audit.js';
import { anyRows, asFile } from '../guardians/arbitrary.js';
import { type SyncResult, type TestDistrict, useDistricts } from '../guardians/harness.js';
import type { ParsedFile } from '../guardians/parse.js';
import { draws, timeFor } from '../support/draws.js';
import { exported, revert } from './support.js';

const numRuns = draws(4);

/** What the roster says of two teachers, who may be guardians too. */
const anyTeachers = fc.array(
  fc.record({
    id: fc.constantFrom('T1', 'T2'),
    first: fc.constantFrom('Mia', 'Leo', 'Ana'),
    last: fc.constantFrom('Lopez', 'Ruiz'),
    email: fc.constantFrom('', 'a@x.org', 'b@x.org'),
    phone: fc.constantFrom('', '+12125550101', '+12125550102'),
  }),
  { maxLength: 2 },
);
const claims = fc.array(fc.nat(9), { maxLength: 2 });
const before = fc.array(fc.record({ rows: anyRows(), teachers: anyTeachers, claims }), { minLength: 1, maxLength: 3 });
const nothing = { created: 0, updated: 0, closed: 0, reopened: 0, merged: 0 };
const tables: AuditedEntity[] = ['guardian', 'guardian_link', 'account', 'role'];

describe('properties of a revert', function () {
  this.timeout(timeFor(numRuns));
  const district = useDistricts();
  let files = 0;

  async function roster(): Promise<TestDistrict> {
    const d = await district({ bare: true });
    await d.students('S1', 'S2', 'S3');
    return d;
  }

  async function night(d: TestDistrict, file: ParsedFile): Promise<SyncResult | null> {
    try {
      // Never the very same file: that of a reverted run would be held.
      files += 1;
      return await d.syncParsed(file, [], `file ${files}`);
    } catch (error) {
      if (!(error instanceof SyncFailure) || error.code === 'RowsDontAddUp') throw error;
      return null;
    }
  }

  async function live(d: TestDistrict, nights: typeof before extends fc.Arbitrary<infer T> ? T : never) {
    for (const { rows, teachers, claims: chosen } of nights) {
      for (const { id, first, last, email, phone } of teachers) await d.teacher(id, first, last, email, phone);
      await night(d, asFile(rows));
      await d.assignAccounts();
      await claim(d, chosen);
    }
  }

  async function claim(d: TestDistrict, chosen: readonly number[]): Promise<void> {
    for (const index of chosen) {
      const open = (await d.accounts()).filter((account) => account.open);
      const account = open[index % Math.max(open.length, 1)];
      if (account) await d.claim(account.id);
    }
  }

  async function didNothing(d: TestDistrict, runId: number): Promise<boolean> {
    const [row] = await query<{ changes: number }>(
      d.db,
      `select (select count(*) from change where run_id = :runId) + (select count(*) from guardian where created_run = :runId)
         + (select count(*) from guardian_link where created_run = :runId) as changes`,
      { runId },
    );
    return row?.changes === 0;
  }

  async function hasGuardianWithoutLink(d: TestDistrict): Promise<boolean> {
    const [row] = await query<{ found: boolean }>(
      d.db,
      `select exists (select from guardian g where g.district_id = :districtId
         and not exists (select from guardian_link l where l.district_id = g.district_id and l.guardian_id = g.guardian_id)) as found`,
      { districtId: d.districtId },
    );
    return row?.found ?? false;
  }

  it('gives the export from before, ids and runs included; reverted itself, that of the run again', async () => {
    await fc.assert(
      fc.asyncProperty(before, anyRows(), async (nights, rows) => {
        const d = await roster();
        await live(d, nights);
        const [earlier, earlierStable] = [await exported(d), await exported(d, true)];
        const wrong = await night(d, asFile(rows));
        fc.pre(wrong !== null && !(await didNothing(d, wrong.runId)));
        const after = await exported(d);

        const undone = await revert(d, wrong.runId);
        assert.equal(await exported(d), earlier);
        assert.equal(await exported(d, true), earlierStable);
        assert.deepEqual([undone.result.kept, undone.accounts, undone.findings], [0, nothing, []]);
        const versions = await d.versions();
        assert.deepEqual(await d.assignAccounts(), nothing);
        assert.equal(await d.versions(), versions);

        const redone = await revert(d, undone.runId);
        assert.equal(await exported(d), after);
        assert.deepEqual([redone.result.kept, redone.accounts], [0, nothing]);

        await revert(d, redone.runId);
        assert.equal(await exported(d), earlier);
      }),
      { numRuns },
    );
  });

  it('takes the runs of several nights back one by one, each to the export before it', async () => {
    await fc.assert(
      fc.asyncProperty(before, fc.array(anyRows(), { minLength: 2, maxLength: 4 }), async (nights, wrongFiles) => {
        const d = await roster();
        await live(d, nights);
        const history: { runId: number; earlier: string }[] = [];
        for (const rows of wrongFiles) {
          const earlier = await exported(d);
          const synced = await night(d, asFile(rows));
          if (synced && !(await didNothing(d, synced.runId))) history.push({ runId: synced.runId, earlier });
        }
        for (const { runId, earlier } of history.reverse()) {
          const { result } = await revert(d, runId);
          assert.equal(result.kept, 0);
          assert.equal(await exported(d), earlier);
        }
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it('whatever happened since, leaves roles, accounts, links and people in agreement, and the audit right', async () => {
    await fc.assert(
      fc.asyncProperty(before, anyRows(), before, claims, async (nights, rows, later, chosen) => {
        const d = await roster();
        await live(d, nights);
        const wrong = await night(d, asFile(rows));
        fc.pre(wrong !== null && !(await didNothing(d, wrong.runId)));
        await claim(d, chosen);
        await live(d, later);
        const pictures = [{ runId: await latestRun(d), picture: await snapshot(d) }];
        const undone = await revert(d, wrong.runId);
        pictures.push({ runId: undone.runId, picture: await snapshot(d) });
        await checkAgreement(d);
        const versions = await d.versions();
        assert.deepEqual(await d.assignAccounts(), nothing);
        assert.equal(await d.versions(), versions);

        const again = await night(d, asFile(rows));
        if (again) pictures.push({ runId: again.runId, picture: await snapshot(d) });
        const redone = await revert(d, undone.runId).catch((error) => {
          if (!(error instanceof SyncFailure) || error.code !== 'NothingToRevert') throw error;
        });
        if (redone) pictures.push({ runId: redone.runId, picture: await snapshot(d) });
        await checkAgreement(d);
        for (const { runId, picture } of pictures) {
          for (const table of tables) {
            assert.deepEqual(
              records(await recordsAsOf(d.db, d.districtId, table, runId)),
              picture[table],
              `${table} as of run ${runId}`,
            );
          }
        }
      }),
      { numRuns },
    );
  });

  it('a file that names again what was taken back finds the same people and accounts', async () => {
    await fc.assert(
      fc.asyncProperty(before, anyRows(), async (nights, rows) => {
        const d = await roster();
        await live(d, nights);
        const wrong = await night(d, asFile(rows));
        fc.pre(wrong !== null && !(await didNothing(d, wrong.runId)));
        // A guardian who only waits has no link yet by which a revert could leave its way back.
        fc.pre(!(await hasGuardianWithoutLink(d)));
        const [people, accounts] = [(await d.guardians()).length, (await d.accounts()).length];
        const after = await d.picture();
        await revert(d, wrong.runId);
        const again = await night(d, asFile(rows));
        assert.ok(again);
        assert.equal((await d.guardians()).length, people);
        assert.equal((await d.accounts()).length, accounts);
        assert.deepEqual(await d.picture(), after);
        assert.equal((await night(d, asFile(rows)))?.changes.length, 0);
      }),
      { numRuns },
    );
  });

  it('of one of two scopes gives both exports from before; with later runs of both, all agrees', async () => {
    await fc.assert(
      fc.asyncProperty(
        before,
        before,
        anyRows(),
        before,
        before,
        async (ours, theirs, rows, oursLater, theirsLater) => {
          const d = await district({ bare: true });
          const [south, north] = [await d.school('south'), await d.school('north')];
          await south.students('S1', 'S2', 'S3');
          await north.students('S1', 'S2', 'S3');
          await live(south, ours);
          await live(north, theirs);
          const earlier = [await exported(south), await exported(north)];
          const wrong = await night(south, asFile(rows));
          fc.pre(wrong !== null && !(await didNothing(d, wrong.runId)));
          const undone = await revert(south, wrong.runId);
          assert.deepEqual([await exported(south), await exported(north)], earlier);

          const redone = await revert(south, undone.runId);
          await live(north, theirsLater);
          await live(south, oursLater);
          await revert(south, redone.runId).catch((error) => {
            if (!(error instanceof SyncFailure) || error.code !== 'NothingToRevert') throw error;
          });
          await checkAgreement(d);
          assert.deepEqual(await d.assignAccounts(), nothing);
        },
      ),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  async function latestRun(d: TestDistrict): Promise<number> {
    const [row] = await query<{ run_id: number }>(
      d.db,
      'select max(run_id) as run_id from run where district_id = :districtId',
      { districtId: d.districtId },
    );
    return row!.run_id;
  }

  async function snapshot(d: TestDistrict): Promise<Record<string, unknown>> {
    const picture: Record<string, unknown> = {};
    for (const table of tables) {
      const rows = await query<{ record: Record<string, unknown> }>(
        d.db,
        `select to_jsonb(t) - 'name_key' - 'contact_key' - 'said' - 'had' as record from ${table} t where district_id = :districtId`,
        { districtId: d.districtId },
      );
      picture[table] = records(rows.map(({ record }) => record));
    }
    return picture;
  }

  /** Claims aren't the sync's. */
  function records(all: readonly Record<string, unknown>[]): string[] {
    return all
      .map(({ claimed_at: _claim, ...rest }) =>
        JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))),
      )
      .sort();
  }

  /** docs/guardian-rules.md 4, and that guardians are open while links of theirs are. */
  async function checkAgreement(d: TestDistrict): Promise<void> {
    const wrong = await query(
      d.db,
      `with person as (
         select 'staff' as kind, staff_id as id, contact_key as key, archived_at is null as open from staff where district_id = :districtId
         union all select 'guardian', guardian_id, contact_key, archived_at is null from guardian where district_id = :districtId
       ), used as (
         select r.account_id, coalesce(p.key, p.kind || p.id) as class, p.key from person p join role r on r.district_id = :districtId
           and r.kind = p.kind and r.entity_id = p.id where p.open
       )
       select 'role' as what, p.id from person p left join role r on r.district_id = :districtId and r.kind = p.kind and r.entity_id = p.id
       where p.open <> coalesce(r.entity_id is not null and r.ended_at is null, false) or (p.open and r.key is distinct from p.key)
       union all select 'account of several classes', account_id from used group by account_id having count(distinct class) > 1
       union all select 'class of several accounts', min(account_id) from used group by class having count(distinct account_id) > 1
       union all select 'account open without roles, or closed with', a.account_id from account a
       where a.district_id = :districtId and (a.closed_at is null) <> exists (select from used u where u.account_id = a.account_id)
       union all select 'guardian without open link, or archived with', guardian_id from guardian g
       where g.district_id = :districtId and (g.archived_at is null) <> exists (select from guardian_link l
         where l.district_id = g.district_id and l.guardian_id = g.guardian_id and l.archived_at is null)`,
      { districtId: d.districtId },
    );
    assert.deepEqual(wrong, []);
  }
});
