import assert from 'node:assert/strict';
import { type FileLook, lookAtFile } from '../../src/guardians/file/look.js';
import { findScope } from '../../src/settings/scopes.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { wholeDatabase } from '../support/whole-database.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email\n';
const row = (id: string) => `${id},G${id},Ana,Ruiz,p@example.org\n`;

describe('a look at a guardian file before any sync', function () {
  this.timeout(60_000);
  let system: TestSystem;

  before(async () => {
    system = await createTestSystem();
    await insertStudents(system.db, system.scope, 40);
  });
  after(() => system.stop());

  async function look(content: string | Uint8Array): Promise<FileLook> {
    const writer = system.blobs.create();
    await writer.write(Buffer.from(content));
    const manifest = await writer.finish();
    const before = await wholeDatabase(system.db);
    const scope = await findScope(system.db, system.scope);
    const found = await lookAtFile(system.db, system.blobs, scope, { name: 'guardians.csv', manifest });
    assert.deepEqual(await wholeDatabase(system.db), before, 'nothing is written');
    return found;
  }

  it('counts distinct students, and those whom the roster knows', async () => {
    const { students, held, refusal, counts } = await look(
      header + row('S1') + row('S1') + row('S2') + row('X9') + row('S3'),
    );
    assert.deepEqual([students, held, refusal, counts.read], [{ named: 4, known: 3 }, null, null, 5]);
  });

  it('reads other encodings, as the sync does', async () => {
    const { students, refusal } = await look(Buffer.from(`\ufeff${header}${row('S1')}${row('S2')}`, 'utf16le'));
    assert.deepEqual([students, refusal], [{ named: 2, known: 2 }, null]);
  });

  it('says why a file of other ids would be held, with what the other id fields would give', async () => {
    const { students, held } = await look(header + row('s-01') + row('s-02') + row('S4'));
    assert.deepEqual(students, { named: 3, known: 1 });
    assert.match(held ?? '', /Only 1 of the file's 3 students \(33.33%\)/);
  });

  it('says why a file would be refused', async () => {
    const { students, held, refusal } = await look('firstName,lastName\nAna,Ruiz\n');
    assert.deepEqual([students, held, refusal?.code], [{ named: 0, known: 0 }, null, 'column-missing']);
  });

  it('counts over more than one chunk', async () => {
    const content = header + Array.from({ length: 200_000 }, (_, i) => row(`S${(i % 100_000) + 1}`)).join('');
    const { students } = await look(content);
    assert.deepEqual(students, { named: 100_000, known: 40 });
  });
});
