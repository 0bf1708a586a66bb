import assert from 'node:assert/strict';
import { useDistricts } from '../guardians/harness.js';
import { addStudents, goOverTo } from '../levels/support.js';
import { attributes, syncAttributes } from './harness.js';

const ids = (count: number) => Array.from({ length: count }, (_, i) => `S${i + 1}`);
const file = (students: readonly string[], house = 'Oak') =>
  `studentSisId,House\n${students.map((id) => `${id},${house}\n`).join('')}`;

describe('a change of level', () => {
  const district = useDistricts();

  it('to schools takes attributes and what waits of them along; a student of two schools has them in each', async () => {
    const d = await district({ bare: true });
    const [a, b] = [await d.school('a'), await d.school('b')];
    await addStudents(d, [a], ...ids(30));
    await addStudents(d, [a, b], 'X1', 'X2');
    await syncAttributes(d, file([...ids(30), 'X1', 'X2']));
    await syncAttributes(d, file([...ids(20), 'X1', 'X2']));
    assert.deepEqual(await d.withheld(), { open: 10, keep: 0 });

    await goOverTo(a);
    assert.equal((await attributes(a)).length, 32);
    assert.deepEqual(await attributes(b), ['X1 House=Oak', 'X2 House=Oak']);
    assert.deepEqual(
      [await d.withheld(), await a.withheld()],
      [
        { open: 0, keep: 0 },
        { open: 10, keep: 0 },
      ],
    );
    const night = await syncAttributes(a, file([...ids(20), 'X1', 'X2']));
    assert.deepEqual([night.status, night.counts?.studentAttributes.archived], ['threshold', 0]);
    assert.equal((await syncAttributes(b, file(['X1', 'X2']))).counts?.studentAttributes.unchanged, 2);
  });

  it('to the district joins the records of one student, and values only one of them has', async () => {
    const d = await district({ bare: true });
    const [a, b] = [await d.school('a'), await d.school('b')];
    await addStudents(a, [a], 'X1');
    await addStudents(b, [b], 'X1', 'X2');
    await syncAttributes(a, file(['X1']));
    await syncAttributes(b, 'studentSisId,House,Bus\nX1,Elm,7\nX2,Elm,8\n');
    await goOverTo(d);
    assert.deepEqual(await attributes(d), ['X1 Bus=7', 'X1 House=Oak', 'X2 Bus=8', 'X2 House=Elm']);
  });
});
