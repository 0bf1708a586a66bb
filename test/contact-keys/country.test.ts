import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { claimAccount } from '../../src/accounts/claim.js';
import { query } from '../../src/db/sql-files.js';
import { packageFiles, smallRoster, teacher, zipBytes } from '../roster/files.js';
import { lastRun, syncToEnd } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,homePhone\n';

const file = `${[
  header.trim(),
  's1,G1,Mia,Lopez,mia@x.org,(212) 555-0101,212-555-0111',
  's2,,Ben,Lopez,ben@x.org,212.555.0102,',
  's3,,Ana,Lopez,,2125550103,',
  // Given with the country: the same under any.
  's3,G4,Leo,Lopez,leo@x.org,+1 212 555 0104,',
  // Also a teacher: one account.
  's4,G8,Tia,Lopez,tia@x.org,212-555-0108,',
  // Claimed.
  's5,G5,Eva,Lopez,eva@x.org,212-555-0105,',
].join('\n')}\n`;

/** docs/guardian-rules.md 4: "when the rules or the country change, stored keys are computed again first". */
describe('a change of country', function () {
  this.timeout(90_000);
  let system: TestSystem;

  const rows = <Row>(sql: string, values: Record<string, unknown> = {}) => query<Row>(system.db, sql, values);
  const accounts = () =>
    rows('select account_id, name, email, phone, key, claimed_at, closed_at, merged_into from account order by 1');
  const roles = () => rows('select kind, entity_id, account_id, key, ended_at from role order by 1, 2');
  const guardians = async () => {
    const found = await rows<{ person: string }>(
      `select concat_ws(' ', first_name, mobile_phone, nullif(home_phone, '')) as person from guardian order by first_name`,
    );
    return found.map(({ person }) => person);
  };
  /** A night: what it wrote to the audit, and its findings. */
  async function night() {
    const { status } = await system.withWorkers(() => syncToEnd(system));
    const { run_id: run } = await lastRun(system);
    const changes = await rows('select entity, action, before, after from change where run_id = :run', { run });
    const findings = await rows<{ code: string }>('select code from run_finding where run_id = :run', { run });
    return { status, changes, codes: findings.map(({ code }) => code) };
  }

  before(async () => {
    system = await createTestSystem();
    const tables = smallRoster();
    tables.users.push(
      teacher('p8', 'A', { givenName: 'Tia', familyName: 'Lopez', email: 'tia@x.org', sms: '(212) 555-0108' }),
    );
    tables.users.push(
      teacher('p9', 'A', { givenName: 'Ned', familyName: 'Stone', email: 'ned@x.org', sms: '212 555 0109' }),
    );
    const contents: Record<string, string> = {};
    for (const { name, open } of packageFiles(tables)) contents[name] = await text(Readable.from(open()));
    await system.putFile('roster.zip', await zipBytes(contents));
    await system.putFile('guardians.csv', file);
    await night();
    const [eva] = await rows<{ account_id: number }>(`select account_id from account where email = 'eva@x.org'`);
    await claimAccount(system.db, eva!.account_id, 'Eva');
  });
  after(() => system.stop());

  it('reads the stored numbers again: no contact change, and everybody keeps the account', async () => {
    const [before, rolesBefore] = [await accounts(), await roles()];
    assert.deepEqual((await night()).changes, []);
    await system.set({ country: 'GB' });
    const changed = await night();
    assert.deepEqual(changed.changes, []);
    assert.ok(changed.codes.includes('numbers-read-again'));
    for (const code of ['possible-contact-change', 'claimed-contact-kept'])
      assert.ok(!changed.codes.includes(code), code);
    assert.deepEqual(await guardians(), [
      'Ana +442125550103',
      'Ben +442125550102',
      'Eva +442125550105',
      'Leo +12125550104',
      'Mia +442125550101 +442125550111',
      'Tia +442125550108',
    ]);
    const ids = (all: unknown[]) =>
      all.map((each) => [(each as { account_id: number }).account_id, (each as { closed_at: unknown }).closed_at]);
    assert.deepEqual(ids(await accounts()), ids(before));
    const [eva] = await rows<{ phone: string }>(`select phone from account where email = 'eva@x.org'`);
    assert.equal(eva!.phone, '+12125550105', 'whoever uses an account keeps the number');
    const [ned] = await rows<{ phone: string }>(`select phone from account where email = 'ned@x.org'`);
    assert.equal(ned!.phone, '+442125550109');

    assert.deepEqual((await night()).changes, [], 'once');
    await system.set({ country: 'US' });
    assert.deepEqual((await night()).changes, []);
    assert.deepEqual(await accounts(), before, 'and back');
    assert.deepEqual(await roles(), rolesBefore);
  });

  it('reads those of people who are not in the file, so that they come back with the same contact', async () => {
    await system.putFile('guardians.csv', file.replace(/^s2,,Ben.*\n/m, ''));
    await night();
    await system.set({ country: 'GB' });
    assert.deepEqual((await night()).changes, []);
    assert.ok((await guardians()).includes('Ben +442125550102'));
    const before = (await accounts()).length;
    await system.putFile('guardians.csv', file);
    const back = await night();
    assert.deepEqual(
      (back.changes as { entity: string; action: string }[]).map(({ entity, action }) => `${entity} ${action}`).sort(),
      ['account reopen', 'guardian restore', 'guardian_link restore', 'role restore'],
    );
    assert.equal((await accounts()).length, before, 'the same account');
    await system.set({ country: 'US' });
    assert.deepEqual((await night()).changes, []);
  });

  it('reads them again by other rules too, from what was received: of a number in another form as well', async () => {
    await system.putFile('guardians.csv', file.replace('212-555-0105', '1 (212) 555-0105 ext. 7'));
    assert.deepEqual((await night()).changes, [], 'the same number in another form is no change');
    await system.putFile('guardians.csv', file.replace('212-555-0105', '1 (212) 555-0106 ext. 7'));
    await night();
    const received = () =>
      rows(
        `select first_name, mobile_phone, mobile_received from guardian where mobile_received is not null order by 1`,
      );
    const kept = [
      { first_name: 'Eva', mobile_phone: '+12125550106', mobile_received: '1 (212) 555-0106 ext. 7' },
      { first_name: 'Leo', mobile_phone: '+12125550104', mobile_received: '' },
    ];
    assert.deepEqual(await received(), kept);
    const [accountsBefore, rolesBefore] = [await accounts(), await roles()];
    // As an earlier release would have read Eva's.
    await rows(`update guardian set mobile_phone = '+121255501067' where first_name = 'Eva'`);
    await rows(`update role set key = replace(key, '+12125550106', '+121255501067')`);
    await rows(`update account set key = replace(key, '+12125550106', '+121255501067')`);
    await rows(`update scope set guardian_numbers = '0 US', staff_numbers = '0 US sms'`);
    const changed = await night();
    assert.deepEqual(changed.changes, []);
    assert.ok(changed.codes.includes('numbers-read-again'));
    assert.deepEqual(await received(), kept);
    assert.deepEqual([await accounts(), await roles()], [accountsBefore, rolesBefore]);
    assert.ok(!(await night()).codes.includes('numbers-read-again'), 'once');
  });
});
