import assert from 'node:assert/strict';
import { FileRefused, type GuardianRow, readHeader } from '../../src/guardian-file/index.js';
import { districtFiles, guides, judgedTogether, type Layout } from './header-layouts.js';
import { bytesOf, codes, readFile } from './reading.js';

const shown = ['studentSisId', 'firstName', 'lastName', 'email', 'mobilePhone', 'homePhone', 'relationship'] as const;

function cells(row: GuardianRow): string[] {
  const values = [...(row.group ? [row.group.name] : []), ...shown.map((column) => row[column] ?? '')];
  while (values.at(-1) === '') values.pop();
  return values;
}

function refusal(text: string): FileRefused | null {
  try {
    readFile(text);
    return null;
  } catch (error) {
    if (error instanceof FileRefused) return error;
    throw error;
  }
}

function test({ title, text, rows, refused, says = [] }: Layout): void {
  it(title, () => {
    if (refused !== undefined) {
      const error = refusal(text);
      assert.equal(error?.code, refused);
      assert.doesNotMatch(error.message, /Mila|Tessa|example\.org|[{}]/);
      return;
    }
    const read = readFile(text);
    assert.deepEqual(read.rows.map(cells), rows);
    const found = [...codes(read.header), ...codes(read)];
    assert.deepEqual(
      says.filter((code) => !found.includes(code)),
      [],
      found.join(' '),
    );
    const readings = read.header.readings ?? [];
    assert.deepEqual(
      [readings.length, readings.filter(({ column, why }) => column === null && !why)],
      [read.header.names.length, []],
    );
  });
}

describe('headers of guardian files', () => {
  describe('of districts', () => {
    for (const layout of districtFiles) test(layout);
  });

  describe('of guides', () => {
    for (const layout of guides) test(layout);
  });

  describe('judged together', () => {
    for (const layout of judgedTogether) test(layout);

    it('every group that holds anything is counted as a row, and a line of empty groups once', () => {
      const { text } = judgedTogether.find(({ says }) => says?.includes('name-missing'))!;
      const { counts, findings } = readFile(text);
      assert.deepEqual(counts, { read: 7, good: 5, error: 1, blank: 1, leftOut: 0 });
      assert.deepEqual(
        findings.map(({ code, line, group, message }) => [code, line, group, message.split(' ', 2).join(' ')]),
        [
          ['name-missing', 2, 'Guardian 2', 'Guardian 2:'],
          ...[4, 5, 6, 7].map((line) => ['cannot-be-invited', line, 'Guardian 1', 'Guardian 1:']),
        ],
      );
    });

    it('the setting Student ID says which of two ids is read', () => {
      const head = bytesOf('Student Number,Student ID,Parent Name\n1,2,Mia Lopez\n');
      assert.equal(readHeader(head).columns.studentSisId, 1);
      assert.equal(readHeader(head, { studentIdField: 'STUDENT NUMBER' }).columns.studentSisId, 0);
      const own = bytesOf('Student Number,Student ID,studentSisId,Parent Name\n');
      assert.equal(readHeader(own, { studentIdField: 'STUDENT NUMBER' }).columns.studentSisId, 2);
    });

    it('what became of each header is told, with the group and the reason', () => {
      const { readings } = readHeader(
        bytesOf(
          'Student ID,Grade,Guardian 1 Name,Guardian 1 Email,Guardian 1 Email 2,Email,Guardian 2 Name,,Student Email\n',
        ),
      );
      assert.deepEqual(readings, [
        { header: 'Student ID', column: 'studentSisId' },
        { header: 'Grade', column: null, why: 'unknown' },
        { header: 'Guardian 1 Name', column: 'wholeName', group: 'Guardian 1' },
        { header: 'Guardian 1 Email', column: 'email', group: 'Guardian 1' },
        { header: 'Guardian 1 Email 2', column: null, why: 'second', instead: 'email', group: 'Guardian 1' },
        { header: 'Email', column: null, why: 'whose' },
        { header: 'Guardian 2 Name', column: 'wholeName', group: 'Guardian 2' },
        { header: '', column: null, why: 'empty' },
        { header: 'Student Email', column: null, why: 'student' },
      ]);
    });

    it('a column mapped by hand decides, also whose the names are', () => {
      const text = 'Student ID,First Name,Last Name,Grade,Parent Email\n1001,Tessa,Okonjo,3,tessa@example.org\n';
      assert.equal(refusal(text)?.code, 'names-unclear');
      const { rows } = readFile(text, { columnMapping: { firstName: 'First Name' } });
      assert.deepEqual(rows.map(cells), [['1001', 'Tessa', 'Okonjo', 'tessa@example.org']]);
      const wide = 'Student ID,Guardian 1 Name,Guardian 1 ID,Guardian 2 Name,Guardian 2 ID\n1,A B,F1,C D,F1\n';
      const mapped = readFile(wide, { columnMapping: { guardianSisId: '' } });
      assert.deepEqual(
        mapped.rows.map(({ guardianSisId }) => guardianSisId),
        [null, null],
      );
    });

    it('batches that end between lines come to the same rows', () => {
      const lines = Array.from({ length: 9 }, (_, n) => `S${n},Ana Ruiz,a${n}@example.org,Leo Ruiz,l${n}@example.org`);
      const text = ['Student ID,Mother Name,Mother Email,Father Name,Father Email', ...lines, ''].join('\n');
      const whole = readFile(text);
      const cut = readFile(text, { maxRows: 2 });
      assert.deepEqual([cut.rows, cut.counts, cut.batches], [whole.rows, whole.counts, 5]);
      assert.equal(whole.rows.length, 18);
    });
  });
});
