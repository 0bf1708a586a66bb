import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { dailySyncId } from '../../src/contract/ids.js';
import { retryFailed } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { packageFiles, smallRoster, zipBytes } from '../roster/files.js';
import { syncToAttention, syncToEnd } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email\n';
const row = (student: string, id: string, name: string) =>
  `${student},${id},${name},Lopez,${name.toLowerCase()}@example.org\n`;

describe('a district that goes over to the other level, through Temporal', function () {
  this.timeout(90_000);
  let district: TestSystem;
  let alcott: TestSystem;
  let banneker: TestSystem;

  before(async () => {
    district = await createTestSystem();
    const contents: Record<string, string> = {};
    for (const { name, open } of packageFiles(smallRoster())) contents[name] = await text(Readable.from(open()));
    await district.putFile('roster.zip', await zipBytes(contents));
    alcott = await district.withSchool('alcott', 'A');
    banneker = await district.withSchool('banneker', 'B');
    for (const { set } of [alcott, banneker]) await set({ 'roster.path': '/', enabled: 'true' });
    await alcott.putFile('guardians.csv', header + row('s1', 'G1', 'Mia') + row('s2', 'G2', 'Ben'));
    await banneker.putFile('guardians.csv', header + row('s7', 'G1', 'Mia'));
    await district.putFile(
      'guardians.csv',
      header + row('s1', 'G1', 'Mia') + row('s2', 'G2', 'Ben') + row('s7', 'G1', 'Mia'),
    );
  });
  after(() => district.stop());

  const start = ({ scope }: TestSystem) =>
    requestSync(district.db, district.client, district.queues, { scope, requestedBy: 'the test' });
  const open = async () =>
    query<{ scope: string; student: string; account: number }>(
      district.db,
      `select c.slug as scope, s.source_id as student, r.account_id as account
       from guardian_link l join student s using (district_id, student_id)
       join scope c on c.district_id = l.district_id and c.scope_id = l.scope_id
       join role r on r.district_id = l.district_id and r.kind = 'guardian' and r.entity_id = l.guardian_id
       where l.archived_at is null order by 2, 1`,
    );
  const kinds = async ({ scope }: TestSystem) => {
    const runs = await query<{ kind: string; status: string }>(
      district.db,
      'select kind, r.status from run r join scope s using (district_id, scope_id) where s.slug = :scope order by run_id',
      { scope },
    );
    return runs.map(({ kind, status }) => `${kind} ${status}`);
  };

  it('does so with the first sync that is switched on: in a run of its own, and nobody is there twice', async () => {
    await district.withWorkers(async () => {
      for (const school of [alcott, banneker]) assert.equal((await syncToEnd(school)).status, 'done');
      const before = await open();
      for (const { set } of [alcott, banneker]) await set({ enabled: 'false' });
      await district.set({ enabled: 'true' });
      assert.equal((await syncToEnd(district)).status, 'done');
      assert.deepEqual(
        await open(),
        before.map((link) => ({ ...link, scope: district.scope })),
      );
      assert.deepEqual(await kinds(district), ['level done', 'sync done']);
      assert.equal((await syncToEnd(district)).status, 'done');
      assert.deepEqual(await kinds(district), ['level done', 'sync done', 'sync done']);
    });
  });

  it('is asked for by switching it on: by hand, with both off, the other level is refused', async () => {
    await district.set({ enabled: 'false' });
    await assert.rejects(start(alcott), {
      code: 'SyncLevelsOverlap',
      message: /was last synced by "d-\w+", of the other level .* settings set d-\w+\/alcott enabled=true/,
    });
    await district.withWorkers(async () => {
      assert.equal((await syncToEnd(district)).status, 'done', 'its own level may be started by hand');
    });
  });

  it('ends what waits at the level that is left: its run writes nothing any more', async () => {
    await district.set({ enabled: 'true' });
    await district.putFile('guardians.csv', 'not,a,guardian,file\n1,2,3,4\n');
    await district.withWorkers(async () => {
      await syncToAttention(district);
      const handle = district.client.workflow.getHandle(dailySyncId(district.scope));
      await district.set({ enabled: 'false' });
      for (const { set } of [alcott, banneker]) await set({ enabled: 'true' });
      assert.equal((await syncToEnd(alcott)).status, 'done');
      const links = await open();
      assert.deepEqual(
        links.map(({ scope, student }) => `${student} ${scope.split('/')[1]}`),
        ['s1 alcott', 's2 alcott', 's7 banneker'],
      );
      await district.putFile('guardians.csv', header + row('s1', 'G1', 'Mia'));
      await handle.executeUpdate(retryFailed, { args: [undefined] });
      await assert.rejects(handle.result());
      assert.deepEqual(await open(), links);
      assert.equal((await syncToEnd(banneker)).status, 'done');
      assert.deepEqual(await open(), links);
    });
  });
});
