import assert from 'node:assert/strict';
import { codes, useDistricts } from './harness.js';

/** What cells that hold nothing, or nobody's contact, make of people. The cells themselves: test/guardian-file/cells. */
describe('cells that hold nothing', () => {
  const district = useDistricts();

  it('case 63: two people of one name and the same placeholders are two guardians with two accounts', async () => {
    const d = await district();
    await d.students('S1', 'S2', 'S3', 'S4');
    const ana = { firstName: 'Ana', lastName: 'Diaz', email: 'none@none.com', mobilePhone: '999-999-9999' };
    const file = d.withOthers([
      { studentSisId: 'S1', guardianSisId: '77', ...ana },
      { studentSisId: 'S2', guardianSisId: '78', ...ana },
      { studentSisId: 'S3', guardianSisId: '', ...ana },
      { studentSisId: 'S4', guardianSisId: '', ...ana },
    ]);
    const result = await d.sync(file);
    const guardians = await d.guardians();
    assert.deepEqual(
      guardians.map(({ students }) => students),
      [['S1'], ['S2'], ['S3'], ['S4']],
    );
    assert.equal(new Set(guardians.map(({ account }) => account)).size, 4);
    assert.equal(codes(result).filter((code) => code === 'contact-placeholder').length, 8);
    assert.equal((await d.sync(file)).changes.length, 0);
  });

  it('case 68: 0, N/A, and null as IDs of people of different families are rows without an ID', async () => {
    const d = await district();
    await d.students('S1', 'S2', 'S3', 'S4', 'S5', 'S6');
    const maria = { firstName: 'Maria', lastName: 'Garcia' };
    const jose = { firstName: 'Jose', lastName: 'Lopez' };
    const result = await d.sync(
      d.withOthers([
        { studentSisId: 'S1', guardianSisId: '0', ...maria, email: 'maria1@x.org', mobilePhone: '' },
        { studentSisId: 'S2', guardianSisId: '0', ...maria, email: 'maria2@x.org', mobilePhone: '' },
        { studentSisId: 'S3', guardianSisId: 'null', ...jose, email: 'jose1@x.org', mobilePhone: '' },
        { studentSisId: 'S4', guardianSisId: 'null', ...jose, email: 'jose2@x.org', mobilePhone: '' },
        {
          studentSisId: 'S5',
          guardianSisId: 'N/A',
          firstName: 'Ana',
          lastName: 'Diaz',
          mobilePhone: '2065550001',
          email: '',
        },
        {
          studentSisId: 'S6',
          guardianSisId: 'N/A',
          firstName: 'Kim',
          lastName: 'Sato',
          mobilePhone: '2065550002',
          email: '',
        },
      ]),
    );
    assert.equal(result.counts.rows.error, 0);
    assert.deepEqual((await d.guardians()).map(({ students }) => students.join()).sort(), [
      'S1',
      'S2',
      'S3',
      'S4',
      'S5',
      'S6',
    ]);
    const ids = await d.read<{ sis_id: string | null }>(
      `select sis_id from guardian where district_id = :districtId and last_name in ('Garcia', 'Lopez', 'Diaz', 'Sato')`,
    );
    assert.deepEqual(new Set(ids.map(({ sis_id }) => sis_id)), new Set([null]));
  });
});
