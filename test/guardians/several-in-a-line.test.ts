import assert from 'node:assert/strict';
import type { GuardianRow } from '../../src/guardian-file/index.js';
import { codes, useDistricts } from './harness.js';
import type { ParsedFile } from './parse.js';

const names = ['Guardian 1', 'Guardian 2'];

/** The rows of a file whose lines hold two guardians each. */
function twoInALine(...lines: [student: string, ...people: Partial<GuardianRow>[]][]): ParsedFile {
  const rows = lines.flatMap(([studentSisId, ...people], line) =>
    people.map((person, index): GuardianRow => {
      const empty = { firstName: '', lastName: '', email: '', mobilePhone: '', homePhone: null, language: null };
      const place = { line: line + 2, group: { name: names[index]!, index, of: names.length } };
      return {
        ...empty,
        relationship: null,
        contactType: null,
        guardianSisId: null,
        ...person,
        studentSisId,
        ...place,
      };
    }),
  );
  const counts = { read: rows.length, good: rows.length, error: 0, blank: 0, leftOut: 0 };
  return { batches: [{ rows, errorRows: [] }], findings: [], counts };
}

const mia = { firstName: 'Mia', lastName: 'Lopez', email: 'mia@example.org' };
const leo = { firstName: 'Leo', lastName: 'Lopez', email: 'leo@example.org' };

describe('several guardians in one line of the file', () => {
  const district = useDistricts();

  it('are guardians of their own, and the same the next night', async () => {
    const d = await district({ bare: true });
    await d.students('S1', 'S2');
    const file = twoInALine(['S1', mia, leo], ['S2', mia, leo]);
    const first = await d.syncParsed(file);
    assert.deepEqual([first.counts.rows.read, first.counts.rows.applied], [4, 4]);
    assert.deepEqual(
      (await d.guardians()).map(({ name, students }) => [name, students]),
      [
        ['Leo Lopez', ['S1', 'S2']],
        ['Mia Lopez', ['S1', 'S2']],
      ],
    );
    const second = await d.syncParsed(file);
    assert.deepEqual([second.counts.rows.unchanged, second.changes], [4, []]);
  });

  it('are named in findings by line and group', async () => {
    const d = await district({ bare: true });
    await d.students('S1');
    const { counts, findings } = await d.syncParsed(twoInALine(['S1', mia, mia], ['S9', mia, leo]));
    assert.deepEqual([counts.rows.read, counts.rows.applied, counts.rows.duplicate, counts.rows.skipped], [4, 1, 1, 2]);
    const told = findings.filter(({ code }) => ['duplicate-row', 'student-unknown'].includes(code));
    assert.deepEqual(
      told.map(({ line, details, message }) => [line, details.group, message.slice(0, 40)]),
      [
        [3, 'Guardian 1', 'Guardian 1: No active student of the ros'],
        [3, 'Guardian 2', 'Guardian 2: No active student of the ros'],
        [2, undefined, 'Rows 2 (Guardian 1) and 2 (Guardian 2) h'],
      ],
    );
  });

  it('have the same name and different contacts', async () => {
    const d = await district({ bare: true });
    await d.students('S1');
    const file = twoInALine(['S1', mia, { ...mia, email: 'other@example.org' }]);
    await d.syncParsed(file);
    const result = await d.syncParsed(file);
    assert.deepEqual([result.counts.rows.unchanged, codes(result).includes('rows-disagree')], [2, false]);
    assert.equal((await d.guardians()).length, 2);
  });

  it('lose what is no contact of theirs one by one', async () => {
    const d = await district({ bare: true });
    const ten = Array.from({ length: 10 }, (_, i) => `S${i}`);
    await d.students(...ten);
    const own = (i: number) => ({ ...leo, email: `leo${i}@example.org` });
    const file = twoInALine(
      ...ten.map((student, i): [string, ...Partial<GuardianRow>[]] => [
        student,
        { ...mia, firstName: `Mia${i}` },
        own(i),
      ]),
    );
    const { findings } = await d.syncParsed(file);
    assert.deepEqual(
      findings.filter(({ code }) => code === 'contact-placeholder').map(({ line, details }) => [line, details.group]),
      ten.map((_, i) => [i + 2, 'Guardian 1']),
    );
    const emails = (await d.guardians()).map(({ name, email }) => [name, email]);
    assert.deepEqual(
      emails.filter(([, email]) => email === '').map(([name]) => name),
      ten.map((_, i) => `Mia${i} Lopez`),
    );
    assert.deepEqual(emails.filter(([, email]) => email !== '').length, 10);
  });
});
