import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { sqlScript } from '../../src/db/sql-script.js';
import { createTestDatabase } from '../support/database.js';
import { statementsOf } from '../support/statements.js';

describe('a script of SQL', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let folder: string;
  before(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(path.join(tmpdir(), 'sql-script-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  function script(text: string) {
    writeFileSync(path.join(folder, 'script.sql'), text);
    return sqlScript(pathToFileURL(path.join(folder, 'script.ts')).href, './script.sql');
  }

  it('goes to the server in one round trip and gives the rows of each statement', async () => {
    const run = script(
      `-- What :number; comments may hold.\nselect 1 as one;\nselect :number + 1 as two where '(?:a)' <> '';\nselect`,
    );
    let results: { rows: unknown[] }[] = [];
    const sent = await statementsOf(database.db, () =>
      database.db.transaction(async (trx) => {
        results = await run(trx, { number: 1 });
      }),
    );
    assert.deepEqual(
      results.map(({ rows }) => rows),
      [[{ one: 1 }], [{ two: 2 }], [{}]],
    );
    // Begin and commit are the others.
    assert.equal(sent.length, 3);
  });

  it('takes any text, list, flag and number as a value', async () => {
    const run = script(
      'select cast(:text as text) as text, cast(:list as text[]) as list, :flag as flag, :number as number, cast(:none as int) as none',
    );
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('\\', "'", '?', ':', ';', '\n', '$1', ':list', 'é'), fc.string()),
    });
    // PostgreSQL's texts have no such character.
    const values = {
      text: text.map((each) => each.replaceAll('\0', '')),
      flag: fc.boolean(),
      number: fc.integer(),
      none: fc.constant(null),
    };
    const all = fc.record({ ...values, list: fc.array(values.text) });
    await database.db.transaction((trx) =>
      fc.assert(
        fc.asyncProperty(all, async (given) => {
          const [result] = await run(trx, given);
          assert.deepEqual(result?.rows, [{ ...given }]);
        }),
      ),
    );
  });
});
