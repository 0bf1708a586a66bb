import assert from 'node:assert/strict';
import { useDistricts } from '../guardians/harness.js';
import { exported, revert } from '../revert/support.js';
import { attributes, syncAttributes } from './harness.js';

const head = 'studentSisId,House,Bus\n';

describe('a run that is put back', () => {
  const district = useDistricts();

  it('gives students the attributes from before, and the same file is not applied by itself', async () => {
    const d = await district({ bare: true });
    await d.students('S1', 'S2', 'S3');
    await syncAttributes(d, `${head}S1,Oak,7\nS2,Elm,\n`);
    const before = await exported(d);
    const wrong = `${head}S1,Ash,\nS2,Elm,9\nS3,Fir,\n`;
    const { runId } = await syncAttributes(d, wrong);
    assert.deepEqual(await attributes(d), [
      ...['S1 Bus=7 (cleared)', 'S1 House=Ash', 'S2 Bus=9', 'S2 House=Elm', 'S3 House=Fir'],
    ]);

    const { result } = await revert(d, runId);
    assert.deepEqual(result.kinds.student_attribute, { restored: 2, withdrawn: 2, kept: 0 });
    assert.equal(await exported(d), before);
    const again = await syncAttributes(d, wrong);
    assert.deepEqual(
      again.held.map(({ code }) => code),
      ['file-reverted'],
    );
    assert.equal(await exported(d), before);

    await syncAttributes(d, `${head}S1,Oak,7\nS2,Elm,9\n`);
    assert.deepEqual((await attributes(d)).slice(0, 4), ['S1 Bus=7', 'S1 House=Oak', 'S2 Bus=9', 'S2 House=Elm']);
  });
});
