import assert from 'node:assert/strict';
import { csv, type Row, type SyncResult, type TestDistrict, useDistricts } from './harness.js';

/** How a report tells of people who may be the same: docs/guardian-rules.md 2. */
describe('people: changes of contact, name and ID', () => {
  const district = useDistricts();
  const mary: Row = {
    guardianSisId: '',
    firstName: 'Mary',
    lastName: 'Smith',
    email: 'mary@example.org',
    mobilePhone: '+12025550101',
  };
  const row = (student: string, values: Row): Row => ({ studentSisId: student, ...mary, ...values });
  const told = ['possible-contact-change', 'possible-name-change', 'possible-id-change', 'claimed-name-changed'];
  const changes = (result: SyncResult) =>
    result.findings.filter(({ code }) => told.includes(code)).map(({ code, severity }) => [code, severity]);

  async function families(rows: Row[]): Promise<TestDistrict> {
    const d = await district({ bare: true });
    await d.students(...new Set(rows.map(({ studentSisId }) => studentSisId!)));
    await d.sync(csv(rows));
    return d;
  }

  it('people 02: IDs that lost their zeros are told as new IDs of the same guardians, not as contact changes', async () => {
    const d = await families([row('S1', { guardianSisId: '0012' })]);
    const before = await d.guardians();
    const result = await d.sync(csv([row('S1', { guardianSisId: '12' })]));
    assert.deepEqual(changes(result), []);
    assert.match(
      result.findings.find(({ code }) => code === 'ids-replaced')!.message,
      /^1 guardians .* Of the new IDs, 1 differ from the old ones only in leading zeros\.$/,
    );
    assert.deepEqual(
      (await d.guardians()).map(({ id, sisId }) => [id, sisId]),
      [[before[0]!.id, '12']],
    );
  });

  it('a person whose ID alone is new is told as that, while the old ID is still in the file', async () => {
    const d = await families([row('S1', { guardianSisId: 'G1' }), row('S2', { guardianSisId: 'G1' })]);
    const result = await d.sync(csv([row('S1', { guardianSisId: 'G9' }), row('S2', { guardianSisId: 'G1' })]));
    assert.deepEqual(changes(result), [['possible-id-change', 'notice']]);
    const { message } = result.findings.find(({ code }) => code === 'possible-id-change')!;
    assert.doesNotMatch(message, /zeros/);
    const zeros = await families([row('S1', { guardianSisId: '007' }), row('S2', { guardianSisId: '007' })]);
    const again = await zeros.sync(csv([row('S1', { guardianSisId: '7' }), row('S2', { guardianSisId: '007' })]));
    assert.match(again.findings.find(({ code }) => code === 'possible-id-change')!.message, /zeros/);
  });

  it('people 05, case 58: another last name without an ID is a possible name change, with both names', async () => {
    const d = await families([row('S1', {})]);
    const [before] = await d.guardians();
    const result = await d.sync(csv([row('S1', { lastName: 'Jones' })]));
    assert.deepEqual(changes(result), [['possible-name-change', 'notice']]);
    const after = (await d.guardians()).find(({ open }) => open)!;
    const { details } = result.findings.find(({ code }) => code === 'possible-name-change')!;
    assert.deepEqual([details.before, details.after], [before!.id, after.id]);
    assert.notEqual(before!.id, after.id);
  });

  it('people 05: so is a name that loses its accent', async () => {
    const jose = { firstName: 'José', lastName: 'Ruiz', email: 'jose@example.org' };
    const d = await families([row('S1', jose)]);
    const result = await d.sync(csv([row('S1', { ...jose, firstName: 'Jose' })]));
    assert.deepEqual(changes(result), [['possible-name-change', 'notice']]);
  });

  it('a couple with one phone whose emails change: two contact changes, and no name change', async () => {
    const leo = { firstName: 'Leo', email: 'leo@example.org' };
    const others = Array.from({ length: 10 }, (_, i) =>
      row(`S${i + 2}`, { firstName: `P${i}`, email: `p${i}@example.org` }),
    );
    const d = await families([row('S1', {}), row('S1', leo), ...others]);
    const result = await d.sync(
      csv([
        row('S1', { email: 'new.mary@example.org' }),
        row('S1', { ...leo, email: 'new.leo@example.org' }),
        ...others,
      ]),
    );
    assert.deepEqual(changes(result), [
      ['possible-contact-change', 'notice'],
      ['possible-contact-change', 'notice'],
    ]);
  });

  it('two guardians who have nothing in common are no change', async () => {
    const d = await families([row('S1', {})]);
    const other = { firstName: 'Leo', lastName: 'Diaz', email: 'leo@example.org', mobilePhone: '' };
    assert.deepEqual(changes(await d.sync(csv([row('S1', other)]))), []);
  });

  it('a warning if the person of a claimed account gets another first name, and not for another spelling', async () => {
    const d = await families([row('S1', { guardianSisId: 'G1' })]);
    const rename = async (firstName: string) =>
      changes(await d.sync(csv([row('S1', { guardianSisId: 'G1', firstName })])));
    assert.deepEqual(await rename('Marie'), [], 'nobody has claimed it');
    const [guardian] = await d.guardians();
    await d.claim(guardian!.account);
    assert.deepEqual(await rename('MARIE Ann'), []);
    assert.deepEqual(await rename('Márie'), []);
    assert.deepEqual(await rename('Mary'), [['claimed-name-changed', 'warning']]);
    assert.deepEqual(await rename('Mary'), []);
    assert.equal((await d.guardians())[0]!.id, guardian!.id);
  });
});
