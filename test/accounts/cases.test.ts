import assert from 'node:assert/strict';
import { claimAccount, undoClaim } from '../../src/accounts/claim.js';
import { query } from '../../src/db/sql-files.js';
import { codes, type Row, type TestDistrict, useDistricts } from '../guardians/harness.js';

/** The cases of docs/guardian-rules.md 6, that are about accounts. */
describe('cases: accounts', () => {
  const district = useDistricts();
  const first = '+12125550101';
  const second = '+12125550102';
  const guardian = (mobilePhone: string): Row => ({
    studentSisId: 'S1',
    guardianSisId: 'G1',
    firstName: 'Ana',
    lastName: 'Ruiz',
    email: 'ana@x.org',
    mobilePhone,
  });
  const teacher = (d: TestDistrict, phone: string) => d.teacher('T1', 'Ana', 'Ruiz', 'ana@x.org', phone);
  const file = (d: TestDistrict, phone: string) => d.sync(d.withOthers([guardian(phone)]));

  /** Case 5: a teacher who is also a guardian. */
  async function both(): Promise<TestDistrict> {
    const d = await district();
    await d.students('S1');
    await teacher(d, first);
    await d.assignAccounts();
    await file(d, first);
    return d;
  }

  async function picture(d: TestDistrict) {
    const accounts = await d.accounts();
    const oldest = accounts[0]!.id;
    return accounts.map(({ id, open, mergedInto, roles }) => ({
      account: id - oldest,
      open,
      into: mergedInto === null ? null : mergedInto - oldest,
      roles: roles.map((role) => role.split(' ')[0]),
    }));
  }

  const one = { account: 0, open: true, into: null, roles: ['staff', 'guardian'] };
  const apart = [
    { account: 0, open: true, into: null, roles: ['staff'] },
    { account: 1, open: true, into: null, roles: ['guardian'] },
  ];

  it('case 5: the same name, email and phone as a teacher is one account with two roles', async () => {
    assert.deepEqual(await picture(await both()), [one]);
  });

  it('case 6: another phone is two accounts, listed as sharing an email', async () => {
    const d = await district();
    await d.students('S1');
    await teacher(d, first);
    await d.assignAccounts();
    const result = await file(d, second);
    assert.deepEqual(await picture(d), apart);
    const shared = result.findings.filter(({ code }) => code.startsWith('shared-'));
    assert.deepEqual(
      shared.map(({ code }) => code),
      ['shared-email'],
    );
    assert.deepEqual(
      shared[0]!.details.accounts,
      (await d.accounts()).map(({ id }) => id),
    );
  });

  it("cases 7 and 8: the guardian's phone changes, then the teacher's to the same", async () => {
    const d = await both();
    const split = await file(d, second);
    assert.deepEqual(await picture(d), apart);
    assert.ok(codes(split).includes('account-split'));
    await teacher(d, second);
    const merged = await d.assignAccounts();
    assert.deepEqual(await picture(d), [one, { account: 1, open: false, into: 0, roles: [] }]);
    assert.deepEqual(merged, { created: 0, updated: 1, closed: 0, reopened: 0, merged: 1 });
  });

  it('case 23: a claimed account keeps its own email, unless the setting allows the change', async () => {
    for (const allowed of [false, true]) {
      const d = await district();
      d.settings.guardians.updateActiveContacts = allowed;
      await d.students('S1');
      await file(d, first);
      const [account] = await d.accounts();
      await d.claim(account!.id);
      const changed = d.withOthers([{ ...guardian(first), email: 'new@x.org' }]);
      const result = await d.sync(changed);
      assert.equal((await d.guardians())[0]!.email, 'new@x.org');
      assert.deepEqual(await d.accounts(), [{ ...account, email: allowed ? 'new@x.org' : 'ana@x.org' }]);
      assert.equal(codes(result).includes('claimed-contact-kept'), !allowed);
      const versions = await d.versions();
      const again = await d.sync(changed);
      assert.equal(await d.versions(), versions);
      assert.ok(!codes(again).includes('claimed-contact-kept'), 'said once');
    }
  });

  it('a claimed account follows once the setting allows it, though the file is the same', async () => {
    const d = await district();
    await d.students('S1');
    await file(d, first);
    const [account] = await d.accounts();
    await d.claim(account!.id);
    const changed = d.withOthers([{ ...guardian(first), lastName: 'Ruiz-Lee', email: 'new@x.org' }]);
    await d.sync(changed);
    assert.deepEqual(await d.accounts(), [account]);
    const [role] = await query<{ key: string }>(d.db, 'select key from role where account_id = :id', {
      id: account!.id,
    });
    assert.ok(role!.key.startsWith('ana ruiz-lee'), 'the partition follows the source');
    d.settings.guardians.updateActiveContacts = true;
    const allowed = await d.sync(changed);
    assert.deepEqual(await d.accounts(), [{ ...account, name: 'Ana Ruiz-Lee', email: 'new@x.org' }]);
    assert.equal(allowed.accounts.updated, 1);
    const versions = await d.versions();
    await d.sync(changed);
    assert.equal(await d.versions(), versions);
  });

  it('a claim is in the audit, once; a closed account is refused with the one that it went into', async () => {
    const d = await both();
    const [one] = await d.accounts();
    assert.equal((await claimAccount(d.db, one!.id, 'Ada')).before, false);
    assert.equal((await claimAccount(d.db, one!.id, 'Bob')).before, true);
    const { changes } = await d.written(0);
    assert.deepEqual(
      changes.map(({ entity, entity_id, action, before, after }) => [entity, entity_id, action, before, after.by]),
      [['account', one!.id, 'claim', { claimed_at: null }, 'Ada']],
    );
    await file(d, second);
    const [, other] = await d.accounts();
    await teacher(d, second);
    await d.assignAccounts();
    await assert.rejects(claimAccount(d.db, other!.id, 'Ada'), {
      code: 'AccountClosed',
      message: new RegExp(`Account ${other!.id} is closed: .* account ${one!.id} now`),
    });
    await assert.rejects(claimAccount(d.db, 999_999, 'Ada'), { code: 'UnknownAccount' });
  });

  it('a claim that is taken back is in the audit, once, and the next sync updates the contact again', async () => {
    const d = await both();
    await d.claim((await d.accounts())[0]!.id);
    await teacher(d, second);
    await file(d, second);
    const [kept] = await d.accounts();
    assert.equal(kept!.phone, first);
    assert.equal((await undoClaim(d.db, kept!.id, 'Ada')).before, true);
    assert.equal((await undoClaim(d.db, kept!.id, 'Bob')).before, false);
    const { changes } = await d.written(0);
    assert.deepEqual(
      changes.map(({ action, before, after }) => [
        action,
        before.claimed_at === null,
        after.claimed_at === null,
        after.by,
      ]),
      [
        ['claim', true, false, 'Ana Ruiz'],
        ['unclaim', false, true, 'Ada'],
      ],
    );
    const { accounts } = await file(d, second);
    assert.deepEqual(accounts, { created: 0, updated: 1, closed: 0, reopened: 0, merged: 0 });
    assert.deepEqual(
      (await d.accounts()).map(({ id, phone, open }) => [id, phone, open]),
      [[kept!.id, second, true]],
    );
  });

  it('of two accounts that become one, one whose claim was taken back is not preferred', async () => {
    const d = await both();
    await file(d, second);
    const younger = (await d.accounts())[1]!.id;
    await d.claim(younger);
    await undoClaim(d.db, younger, 'Ada');
    await teacher(d, second);
    await d.assignAccounts();
    assert.deepEqual(await picture(d), [one, { account: 1, open: false, into: 0, roles: [] }]);
  });

  it('case 27: of two accounts that become one the claimed one survives', async () => {
    const d = await both();
    await file(d, second);
    await d.claim((await d.accounts())[1]!.id);
    await teacher(d, second);
    await d.assignAccounts();
    assert.deepEqual(await picture(d), [
      { account: 0, open: false, into: 1, roles: [] },
      { ...one, account: 1 },
    ]);
  });

  it('case 30: two school scopes with the same mother are two guardians with one account', async () => {
    const d = await district();
    const [a, b] = [await d.school('a'), await d.school('b')];
    await a.students('S1');
    await b.students('S1');
    await Promise.all([a, b].map((school) => school.sync(school.withOthers([guardian(first)], undefined, 0))));
    const accounts = await d.accounts();
    assert.deepEqual(
      accounts.map(({ open, roles }) => [open, roles.length]),
      [[true, 2]],
    );
    assert.deepEqual(
      [(await a.guardians())[0]!.account, (await b.guardians())[0]!.account],
      [accounts[0]!.id, accounts[0]!.id],
    );
  });

  it('case 38: phones that change and change back in the same order make two accounts ever', async () => {
    const d = await both();
    await file(d, second);
    await teacher(d, second);
    await d.assignAccounts();
    await file(d, first);
    assert.deepEqual(await picture(d), apart);
    await teacher(d, first);
    await d.assignAccounts();
    assert.deepEqual(await picture(d), [one, { account: 1, open: false, into: 0, roles: [] }]);
  });

  it('case 39: a phone that changes in roster and file in one night leaves the single account', async () => {
    const d = await both();
    await teacher(d, second);
    const result = await file(d, second);
    assert.deepEqual(await picture(d), [one]);
    assert.deepEqual(result.accounts, { created: 0, updated: 1, closed: 0, reopened: 0, merged: 0 });
    assert.equal((await d.accounts())[0]!.phone, second);
  });

  it('shows the name as its oldest staff role spells it', async () => {
    const d = await district();
    await d.students('S1');
    await d.sync(d.withOthers([{ ...guardian(first), firstName: 'ANA' }]));
    assert.equal((await d.accounts())[0]!.name, 'ANA Ruiz');
    await d.teacher('T1', 'Ana', 'RUIZ', 'ana@x.org', first);
    await d.assignAccounts();
    assert.equal((await d.accounts())[0]!.name, 'Ana RUIZ');
    await d.teacher('T1', 'Ana', 'Ruiz', 'ana@x.org', first);
    assert.equal((await d.assignAccounts()).updated, 1);
    assert.equal((await d.accounts())[0]!.name, 'Ana Ruiz');
  });

  it('gives each role without email and phone an account of its own', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    await d.teacher('T1', 'Ana', 'Ruiz', '', '');
    const row = { ...guardian(''), email: '' };
    await d.sync(d.withOthers([row, { ...row, studentSisId: 'S2', guardianSisId: 'G2' }]));
    assert.deepEqual(
      (await d.accounts()).map(({ roles }) => roles.length),
      [1, 1, 1],
    );
  });

  describe('a staff ID given to another person', () => {
    const bob = ['Bob', 'Lee', 'bob@x.org', second] as const;
    const held = async (d: TestDistrict) =>
      (await d.accounts()).map(({ name, open, roles }) => [
        name,
        open,
        roles.map((role) => role.replace(/guardian .*/, 'guardian')),
      ]);

    it('is a new role: the login of the one before is not theirs, and ends or stays with the other role', async () => {
      const d = await district();
      await teacher(d, first);
      await d.assignAccounts();
      await d.claim((await d.accounts())[0]!.id);
      const run = await d.openRun();
      await d.teacher('T1', ...bob);
      await d.assignAccounts(run);
      assert.deepEqual(await held(d), [
        ['Ana Ruiz', false, []],
        ['Bob Lee', true, ['staff T1']],
      ]);
      const told = (await d.written(run.runId)).findings.map(({ code, severity }) => [code, severity]);
      assert.deepEqual(told, [['staff-id-reused', 'warning']]);
      const versions = await d.versions();
      await d.assignAccounts();
      assert.equal(await d.versions(), versions);

      const parent = await both();
      await parent.teacher('T1', ...bob);
      await parent.assignAccounts();
      assert.deepEqual(await held(parent), [
        ['Ana Ruiz', true, ['guardian']],
        ['Bob Lee', true, ['staff T1']],
      ]);
    });

    it('leaves the account to its person, who is back under another ID in the same night', async () => {
      const d = await district();
      await teacher(d, first);
      await d.assignAccounts();
      await d.teacher('T1', ...bob);
      await d.teacher('T2', 'Ana', 'Ruiz', 'ana@x.org', first);
      await d.assignAccounts();
      assert.deepEqual(await held(d), [
        ['Ana Ruiz', true, ['staff T2']],
        ['Bob Lee', true, ['staff T1']],
      ]);
    });

    it('never brings the account of the one before back, however the present one changes', async () => {
      const d = await district();
      await d.students('S1');
      await teacher(d, first);
      await d.assignAccounts();
      await d.teacher('T1', ...bob);
      const asGuardian = { ...guardian(second), firstName: 'Bob', lastName: 'Lee', email: 'bob@x.org' };
      await d.sync(d.withOthers([asGuardian]));
      // The account that both roles had stays with the guardian's key.
      await d.teacher('T1', 'Bob', 'Lee', 'bob@y.org', second);
      await d.assignAccounts();
      assert.deepEqual(await held(d), [
        ['Ana Ruiz', false, []],
        ['Bob Lee', true, ['guardian']],
        ['Bob Lee', true, ['staff T1']],
      ]);
    });

    it('is the same person if the name, the first name, the email or the phone is the same', async () => {
      const d = await district();
      await teacher(d, first);
      await d.assignAccounts();
      for (const [firstName, lastName, email, phone] of [
        ['Ana', 'Ruiz', 'ana@y.org', second],
        ['Aná María', 'Lee', 'ana@z.org', first],
        ['Bob', 'Lee', 'ana@z.org', second],
        ['Cleo', 'Ray', 'cleo@x.org', second],
      ] as const) {
        await d.teacher('T1', firstName, lastName, email, phone);
        await d.assignAccounts();
        assert.deepEqual(await held(d), [[`${firstName} ${lastName}`, true, ['staff T1']]]);
      }
    });
  });
});
