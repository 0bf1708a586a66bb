import assert from 'node:assert/strict';
import { syncToEnd } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { inProcess, withEnvironment } from './run-cli.js';

const file = (count: number) =>
  `studentSisId,guardianSisId,firstName,lastName,email\n${Array.from({ length: count }, (_, i) => `S${i + 1},G${i + 1},Ada,Ruiz,p${i}@lake.example\n`).join('')}`;

describe('decisions on the command line', function () {
  this.timeout(60_000);
  let system: TestSystem;
  let restore: () => void;

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 20);
    restore = withEnvironment(system.env);
    await system.putFile('guardians.csv', file(20));
    await system.withWorkers(() => syncToEnd(system));
    await system.putFile('guardians.csv', file(14));
  });
  after(async () => {
    restore();
    await system.stop();
  });

  const json = async (...args: string[]) => {
    const { code, out, err } = await inProcess([...args, '--json']);
    return { code, err, document: JSON.parse(out) };
  };

  it('shows what waits, and ends with 3', async () => {
    await system.withWorkers(async () => {
      const { code, out } = await inProcess(['sync', system.scope, '--wait']);
      assert.equal(code, 3);
      assert.match(out, /: Threshold\n/);
      assert.match(out, /tried to archive/);
      assert.match(out, /links to children .* 6 \(30%\)/);
      assert.match(out, new RegExp(`dailysync decide ${system.scope} removals archive\\|keep`));
      const { runs } = (await json('runs', system.scope, '--limit', '1')).document;
      assert.deepEqual(runs[0].triedToArchive, {
        guardians: { count: 6, percent: 30 },
        guardianLinks: { count: 6, percent: 30 },
      });
      assert.match((await inProcess(['runs', system.scope])).out, /Threshold .*links to children 6 \(30%\)/);
    });
  });

  it('lists who would be archived and why, on screen, as JSON and as CSV', async () => {
    const { code, out } = await inProcess(['decide', system.scope, 'removals', '--list']);
    assert.equal(code, 0);
    assert.match(out, /^6 records would be archived:/);
    assert.match(out, / 6 {2}links to children .*Deletion Threshold/);
    assert.match(out, /link to a child {2}Ada Ruiz {2}guardian of .*, and the guardian too/);
    const { document } = await json('decide', system.scope, 'removals', '--list');
    assert.deepEqual([document.sums[0].count, document.removals.length], [6, 6]);
    const csv = (await inProcess(['decide', system.scope, 'removals', '--list', '--csv'])).out.trimEnd().split('\r\n');
    assert.match(csv[0]!, /^kind,name,id,email,/);
    assert.deepEqual(
      csv
        .slice(1)
        .map((line) => line.split(',')[2])
        .sort(),
      ['G15', 'G16', 'G17', 'G18', 'G19', 'G20'],
    );
  });

  it('answers, and says who did in the report', async () => {
    await system.withWorkers(async () => {
      const kept = await json('decide', system.scope, 'removals', 'keep', '--by', 'Ada Admin');
      assert.equal(kept.code, 0, kept.err);
      await system.client.workflow.getHandle(`daily-sync/${system.scope}`).result();
      const { runs } = (await json('runs', system.scope, '--limit', '1')).document;
      assert.equal(runs[0].status, 'done');
      const { out } = await inProcess(['report', String(runs[0].id)]);
      assert.match(out, /The records that waited were kept\. Decided by Ada Admin, /);
      const nothing = await json('decide', system.scope, 'removals', 'archive');
      assert.deepEqual([nothing.code, nothing.document.error.code], [1, 'NothingToDecide']);
    });
  });

  it('asks again about what was kept', async () => {
    const asked = await json('decide', system.scope, 'removals', 'ask');
    assert.deepEqual([asked.code, asked.document.records], [0, 6]);
    await system.withWorkers(async () => {
      assert.equal((await inProcess(['sync', system.scope, '--wait'])).code, 3);
      assert.equal((await inProcess(['decide', system.scope, 'removals', 'archive'])).code, 0);
      await system.client.workflow.getHandle(`daily-sync/${system.scope}`).result();
    });
    const { runs } = (await json('runs', system.scope, '--limit', '1')).document;
    assert.equal(runs[0].status, 'done');
  });

  it('refuses an answer to another question', async () => {
    const { code, document } = await json('decide', system.scope, 'hold', 'archive');
    assert.deepEqual([code, document.error.code], [2, 'BadArguments']);
    assert.equal((await inProcess(['decide', system.scope, 'holding', 'apply'])).code, 2);
    for (const wrong of [
      ['hold', '--list'],
      ['removals', 'keep', '--list'],
      ['removals'],
      ['removals', 'keep', '--csv'],
    ]) {
      assert.equal((await inProcess(['decide', system.scope, ...wrong])).code, 2, wrong.join(' '));
    }
  });
});
