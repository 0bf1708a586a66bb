import assert from 'node:assert/strict';
import { inOrder, kindsOf, partAppliedBy, parts, partsOf, stagedParts, tablesOf } from '../../src/contract/parts.js';
import { query } from '../../src/db/sql-files.js';
import { openRun } from '../../src/syncs/open.js';
import { partOfKind } from '../../src/syncs/questions.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

describe('the parts of a run', () => {
  it('run by the kind of request, a kind from a newer release as a whole sync', () => {
    assert.deepEqual(partsOf('upload'), ['guardians', 'accounts']);
    assert.deepEqual(partsOf('revert'), ['revert', 'accounts']);
    assert.deepEqual(partsOf('sync'), ['roster', 'guardians', 'attributes', 'accounts']);
    assert.deepEqual(partsOf('of-tomorrow'), partsOf('sync'));
  });

  it('are named in one order, whatever order they failed in', () => {
    const failed = (['accounts', 'guardians', 'roster'] as const).map((part) => ({ part }));
    assert.deepEqual(
      inOrder(failed).map(({ part }) => part),
      ['roster', 'guardians', 'accounts'],
    );
  });

  it('name each step, kind and table once', () => {
    const all = [
      ...parts.flatMap(({ steps }) => Object.values(steps)),
      ...parts.flatMap(({ name }) => kindsOf(name)),
      ...tablesOf(),
    ];
    const twice = all.filter((name, at) => all.indexOf(name) !== at);
    // A table may have the name of its kind.
    assert.deepEqual(twice, ['staff']);
    assert.deepEqual(Object.values(partAppliedBy), [...stagedParts, 'accounts']);
  });

  describe('in the database', () => {
    let system: TestSystem;
    beforeEach(async () => {
      system = await createTestSystem();
    });
    afterEach(() => system.stop());

    const open = async (requestId: string) => {
      const execution = { workflowId: 'daily-sync/x', temporalRunId: requestId, isOpen: async () => true };
      const request = { kind: 'sync', requestId, requestedBy: 'the test' };
      return (await openRun(system.db, system.scope, request, execution)).runId;
    };
    const staged = async () => {
      const tables = await query<{ name: string }>(
        system.db,
        `select tablename as name from pg_tables where schemaname = 'staging' order by tablename`,
      );
      return tables.map(({ name }) => name);
    };

    it('have staging tables for the run that is open, and none for the one that it takes over from', async () => {
      const first = await open('first');
      const before = await staged();
      assert.ok(
        ['roster_students', 'guardian_row', 'attribute_row'].every((name) => before.includes(`${name}_${first}`)),
      );
      const second = await open('second');
      assert.deepEqual(
        await staged(),
        before.map((name) => name.replace(`_${first}`, `_${second}`)),
      );
    });

    it('are found by the kind of a record that waits, in SQL as in the program', async () => {
      for (const part of stagedParts) {
        const kinds = kindsOf(part);
        const rows = await query<{ part: string }>(
          system.db,
          `select distinct ${partOfKind} as part from unnest(cast(:kinds as text[])) as kind`,
          { kinds },
        );
        assert.deepEqual(rows, [{ part }]);
      }
    });
  });
});
