import assert from 'node:assert/strict';
import { codes, type Row, useDistricts } from '../guardians/harness.js';

/** Which id an account has: docs/guardian-rules.md 4, rules 1 to 4. */
describe('ids of accounts', () => {
  const district = useDistricts();
  const phone = '+12125550101';
  const row = (guardianSisId: string, email: string, studentSisId = 'S1'): Row => ({
    studentSisId,
    guardianSisId,
    firstName: 'Ana',
    lastName: 'Ruiz',
    email,
    mobilePhone: phone,
  });

  it('a role that returns while others use its account goes back to one it had before', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    await d.sync(d.withOthers([row('G1', 'a@x.org'), row('G2', 'b@x.org', 'S2')]));
    const [a, b] = await d.accounts();
    await d.sync(d.withOthers([row('G1', 'a@x.org'), row('G2', 'a@x.org', 'S2')]));
    assert.deepEqual(
      (await d.accounts()).map(({ mergedInto }) => mergedInto),
      [null, a!.id],
    );
    await d.sync(d.withOthers([row('G1', 'a@x.org')]));
    const back = await d.sync(d.withOthers([row('G1', 'a@x.org'), row('G2', 'c@x.org', 'S2')]));
    assert.deepEqual(
      (await d.accounts()).map(({ id, open, mergedInto, email }) => ({ id, open, mergedInto, email })),
      [
        { id: a!.id, open: true, mergedInto: null, email: 'a@x.org' },
        { id: b!.id, open: true, mergedInto: null, email: 'c@x.org' },
      ],
    );
    assert.ok(codes(back).includes('account-reopened'));
  });

  it('a merged account is found again through the one it went into', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    await d.sync(d.withOthers([row('G1', 'a@x.org'), row('G2', 'b@x.org', 'S2')]));
    const [a, b] = await d.accounts();
    await d.sync(d.withOthers([row('G2', 'b@x.org', 'S2')]));
    await d.teacher('T1', 'Ana', 'Ruiz', 'b@x.org', phone);
    await d.assignAccounts();
    await d.sync(d.withOthers([row('G1', 'a@x.org'), row('G2', 'b@x.org', 'S2')]));
    assert.deepEqual(
      (await d.accounts()).map(({ id, open, roles }) => [id, open, roles.length]),
      [
        [a!.id, true, 1],
        [b!.id, true, 2],
      ],
    );
  });

  it('a new record with the key of a closed account opens it again', async () => {
    const d = await district();
    await d.students('S1');
    await d.sync(d.withOthers([row('G1', 'a@x.org')]));
    const [a] = await d.accounts();
    await d.sync(d.withOthers([], Object.keys(row('', ''))));
    assert.equal((await d.accounts())[0]!.open, false);
    await d.teacher('T1', 'Ana', 'Ruiz', 'a@x.org', phone);
    assert.equal((await d.assignAccounts()).reopened, 1);
    assert.deepEqual(
      (await d.accounts()).map(({ id, open, roles }) => [id, open, roles]),
      [[a!.id, true, ['staff T1']]],
    );
  });

  it('writes every merge, move and end to the audit, with what it takes to go back', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    await d.sync(d.withOthers([row('G1', 'a@x.org'), row('G2', 'b@x.org', 'S2')]));
    const [a, b] = await d.accounts();
    const result = await d.sync(d.withOthers([row('G1', 'a@x.org'), row('G2', 'a@x.org', 'S2')]));
    const move = result.changes.find(({ action }) => action === 'move');
    assert.deepEqual([move?.entity, move?.before.account_id, move?.after.account_id], ['role', b!.id, a!.id]);
    const merge = result.changes.find(({ action }) => action === 'merge');
    assert.deepEqual([merge?.entity_id, merge?.before.merged_into, merge?.after.merged_into], [b!.id, null, a!.id]);
    assert.ok(codes(result).includes('account-merged'));
  });
});
