import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { searchAttributes } from '../../src/contract/search-attributes.js';
import { stableExport } from '../support/export.js';
import { syncToEnd } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { inProcess, withEnvironment } from './run-cli.js';

const row = (n: number, email = `p${n}@lake.example`) => `S${n},G${n},Ada,Ruiz,${email}\n`;
const file = (count: number) =>
  `studentSisId,guardianSisId,firstName,lastName,email\n${Array.from({ length: count }, (_, i) => row(i + 1)).join('')}`;

describe('dry runs on the command line', function () {
  this.timeout(60_000);
  let system: TestSystem;
  let folder: string;
  let restore: () => void;
  let files: string;

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 20);
    folder = await mkdtemp(path.join(tmpdir(), 'dailysync-dry-run-'));
    restore = withEnvironment(system.env);
    await system.putFile('guardians.csv', file(20));
    await system.withWorkers(() => syncToEnd(system));
    files = await stableExport(system);
  });
  afterEach(async () => assert.equal(await stableExport(system), files));
  after(async () => {
    restore();
    await rm(folder, { recursive: true });
    await system.stop();
  });

  const json = async (...args: string[]) => {
    const { code, out, err } = await inProcess([...args, '--json']);
    return { code, err, document: JSON.parse(out) };
  };

  it('prints what would change, waits without being told to, and says that nothing was changed', async () => {
    await system.putFile('guardians.csv', file(20).replace('p7@', 'seven@'));
    await system.withWorkers(async () => {
      const { code, out } = await inProcess(['sync', system.scope, '--dry-run']);
      assert.equal(code, 0);
      assert.match(
        out,
        /Run \d+ \(dry run\) of .*: Would go through\nDry run, nothing was changed. The sync would apply everything/,
      );
      assert.match(out, /Match rate: 20 of the file's 20 students/);
      assert.match(out, /1 guardian changed\n {2}line 8: Ada Ruiz: Email "p7@lake.example" → "seven@lake.example"/);
      assert.match(out, /1 account changed/);
    });
  });

  it('ends as the sync would, and offers nothing to decide', async () => {
    await system.putFile('guardians.csv', file(10));
    await system.withWorkers(async () => {
      const { code, document } = await json('sync', system.scope, '--dry-run', '--by', 'Ada Admin');
      assert.equal(code, 3);
      const { run, counts, changes } = document.report;
      assert.deepEqual([run.kind, run.status, run.requestedBy], ['preview', 'threshold', 'Ada Admin']);
      assert.deepEqual(counts.guardians.guardianLinks.triedToArchive, { count: 10, percent: 50 });
      assert.deepEqual(changes.total, []);
      const { out } = await inProcess(['report', String(run.id)]);
      assert.match(out, /wait for a decision about them/);
      assert.doesNotMatch(out, /dailysync decide/);
      const handle = system.client.workflow.getHandle(document.workflowId);
      const { typedSearchAttributes } = await handle.describe();
      assert.deepEqual(
        [searchAttributes.scope, searchAttributes.syncStatus].map((key) => typedSearchAttributes.get(key)),
        [system.scope, 'threshold'],
      );
    });
    assert.equal((await json('decide', system.scope, 'removals', 'archive')).document.error.code, 'NothingToDecide');
  });

  it('takes an upload, with and without Abandon', async () => {
    const local = path.join(folder, 'families.csv');
    await writeFile(local, file(18));
    await system.withWorkers(async () => {
      const adding = await json('upload', system.scope, local, '--dry-run');
      assert.deepEqual([adding.code, adding.document.report.changes.total], [0, []], adding.err);
      const { code, document } = await json('upload', system.scope, local, '--abandon', '--dry-run');
      assert.equal(code, 0);
      assert.deepEqual(
        document.report.changes.total.map(({ entity, action, count }: Record<string, unknown>) => [
          entity,
          action,
          count,
        ]),
        [
          ['guardian', 'archive', 2],
          ['guardian_link', 'archive', 2],
          ['account', 'close', 2],
          ['role', 'archive', 2],
        ],
      );
      const out = path.join(folder, 'changes.jsonl');
      const written = await inProcess(['report', String(document.report.run.id), '--changes', '--out', out]);
      assert.equal(written.code, 0, written.err);
      const lines = (await readFile(out, 'utf8')).trimEnd().split('\n');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line)),
        document.report.changes.list,
      );
    });
  });

  it('tells of a refused file with its code', async () => {
    await system.putFile('guardians.csv', 'firstName,lastName\nAda,Ruiz\n');
    await system.withWorkers(async () => {
      const { code, out } = await inProcess(['sync', system.scope, '--dry-run']);
      assert.equal(code, 3);
      assert.match(out, /The sync would need attention: the guardian file would fail/);
      assert.match(out, /column-missing/);
      assert.doesNotMatch(out, /dailysync retry/);
    });
  });

  it('is listed as what it is, and is no run to go by', async () => {
    const { runs } = (await json('runs', system.scope)).document;
    assert.deepEqual(
      runs.map(({ kind }: { kind: string }) => kind),
      ['preview', 'preview', 'preview', 'preview', 'preview', 'sync'],
    );
    assert.match((await inProcess(['runs', system.scope])).out, /dry run +\S+.*? +Would need attention/);
    const refused = await json('revert', system.scope, String(runs[0].id));
    assert.equal(refused.document.error.code, 'NothingToRevert');
    const retried = await json('retry', system.scope);
    assert.equal(retried.document.error.code, 'NothingToRetry');
  });
});
