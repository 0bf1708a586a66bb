import assert from 'node:assert/strict';
import {
  assertRowsUsable,
  type CheckOptions,
  checkFileSize,
  checkGuardianFile,
  FileRefused,
  type RowCounts,
} from '../../src/guardian-file/index.js';
import { bytesOf, concat, fileOf, HEADER, row } from './reading.js';

function* cut(bytes: Uint8Array, size: number): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function check(content: string | Uint8Array, options: CheckOptions & { name?: string } = {}) {
  const bytes = bytesOf(content);
  const { name = 'guardians.csv', ...rest } = options;
  return checkGuardianFile({ name, size: bytes.length, open: (offset) => cut(bytes.subarray(offset), 1000) }, rest);
}

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof FileRefused);
    assert.doesNotMatch(error.message, /[{}]/);
    return error.code;
  }
  return 'accepted';
}

describe('file name and size', () => {
  it('takes any name, and says what the sync looks for', async () => {
    const names = ['guardians.csv', 'Guardians.CSV', 'parents.csv', ''];
    const reports = await Promise.all(names.map((name) => check(fileOf(row('1')), { name })));
    assert.ok(reports.every(({ usable }) => usable));
    assert.deepEqual(
      reports.map(({ findingCounts }) => Object.keys(findingCounts)),
      [[], ['file-name-case'], ['file-name-other'], ['file-name-other']],
    );
    assert.match(reports[2]!.findings[0]!.message, /named parents\.csv\. The daily sync looks for guardians\.csv/);
  });

  it('refuses an empty and a too large file', () => {
    assert.equal(
      code(() => checkFileSize(0)),
      'file-empty',
    );
    assert.equal(
      code(() => checkFileSize(2 * 1024 ** 3)),
      'accepted',
    );
    assert.equal(
      code(() => checkFileSize(2 * 1024 ** 3 + 1)),
      'file-too-large',
    );
  });
});

describe('usable rows', () => {
  const table: [Partial<RowCounts>, string][] = [
    [{ read: 0 }, 'header-only'],
    [{ read: 3, blank: 3 }, 'header-only'],
    [{ read: 3, error: 3 }, 'no-rows-left'],
    [{ read: 3, leftOut: 3 }, 'no-rows-left'],
    [{ read: 10, good: 8, error: 2 }, 'accepted'],
    [{ read: 1000, good: 799, error: 201 }, 'too-many-errors'],
    [{ read: 20, good: 7, error: 3, blank: 10 }, 'too-many-errors'],
    [{ read: 20, good: 7, error: 3, leftOut: 10 }, 'accepted'],
  ];
  for (const [counts, expected] of table) {
    it(`${JSON.stringify(counts)}: ${expected}`, () => {
      assert.equal(
        code(() => assertRowsUsable({ read: 0, good: 0, error: 0, blank: 0, leftOut: 0, ...counts })),
        expected,
      );
    });
  }
});

describe('check of a whole file', () => {
  it('reports a good file', async () => {
    const report = await check(fileOf(row('1'), row('2')));
    assert.equal(report.refusal, null);
    assert.deepEqual(report.counts, { read: 2, good: 2, error: 0, blank: 0, leftOut: 0 });
    assert.deepEqual(report.columns?.missing, []);
    assert.match(report.limits, /cannot be compared with the roster here/);
  });

  it('reports a file with everything odd: name, encoding, delimiter, columns, rows', async () => {
    const text =
      'Student ID;First Name;Notes;Email\r\n1;José;x;j@example.org\r\n2;;x;k@example.org\r\n3;Mia;x;bad\r\n4;Ana;;a@example.org\r\n5;Eva;;\r\n';
    const report = await check(
      Uint8Array.from(text, (character) => character.charCodeAt(0)),
      { name: 'GUARDIANS.csv' },
    );
    assert.equal(report.refusal, null);
    assert.equal(report.encoding?.encoding, 'windows-1252');
    assert.equal(report.delimiter, ';');
    assert.deepEqual(report.columns?.found, { studentSisId: 'Student ID', firstName: 'First Name', email: 'Email' });
    assert.deepEqual(report.columns?.ignored, ['Notes']);
    assert.deepEqual(report.counts, { read: 5, good: 4, error: 1, blank: 0, leftOut: 0 });
    assert.deepEqual(report.findingCounts, {
      'file-name-case': 1,
      'encoding-converted': 1,
      'delimiter-not-comma': 1,
      'column-renamed': 3,
      'column-ignored': 1,
      'columns-absent': 1,
      'guardian-id-absent': 1,
      'name-missing': 1,
      'email-invalid': 1,
      'cannot-be-invited': 2,
    });
  });

  it('reads files larger than what it holds of the header, and lists the first thousand findings of each code', async () => {
    const rows = Array.from({ length: 6000 }, (_, index) =>
      row(String(index + 1), index % 5 === 0 ? { 2: '', 3: '' } : { 5: 'ask', 2: 'Zoë' }),
    );
    const report = await check(Uint8Array.from(fileOf(...rows), (character) => character.charCodeAt(0)));
    assert.equal(report.refusal, null);
    assert.deepEqual(report.counts, { read: 6000, good: 4800, error: 1200, blank: 0, leftOut: 0 });
    assert.deepEqual(report.findingCounts, { 'encoding-converted': 1, 'phone-letters': 4800, 'name-missing': 1200 });
    assert.deepEqual(report.notListed, { 'phone-letters': 3800, 'name-missing': 200 });
    const linesOf = (code: string) => report.findings.filter((each) => each.code === code).map(({ line }) => line);
    assert.deepEqual([linesOf('phone-letters').length, linesOf('phone-letters').at(-1)], [1000, 1251]);
    assert.deepEqual([linesOf('name-missing').length, linesOf('name-missing').at(-1)], [1000, 4997]);
    const lines = report.findings.slice(1).map(({ line }) => line!);
    assert.deepEqual(
      lines,
      [...lines].sort((a, b) => a - b),
      'in the order of the file',
    );
  });

  const refusals: [string, string | Uint8Array, CheckOptions & { name?: string }][] = [
    ['file-being-written', fileOf(row('1')), { name: 'guardians.csv.part' }],
    ['file-empty', '', {}],
    ['file-empty', '\r\n', {}],
    ['file-too-large', fileOf(row('1')), { maxBytes: 10 }],
    ['not-text', concat(fileOf(row('1')), [0]), {}],
    ['header-missing', `${row('1')}\n`, {}],
    ['column-missing', 'studentSisId,email\n1,m@example.org\n', {}],
    ['column-twice', 'Student ID,Stu ID,lastName\n1,1,x\n', {}],
    ['column-mapping', fileOf(row('1')), { columnMapping: { email: 'Mail 2' } }],
    ['header-only', `${HEADER}\n`, {}],
    ['header-only', HEADER, {}],
    ['no-rows-left', fileOf('a,b'), {}],
    ['no-rows-left', fileOf(row('1')), { contactTypes: ['Emergency'] }],
    ['too-many-errors', fileOf(row('1'), row('2'), 'a,b'), {}],
    ['file-truncated', `${fileOf(row('1'))}2,G2,Mi`, {}],
  ];
  for (const [expected, content, options] of refusals) {
    it(`refuses: ${expected} (${JSON.stringify(options)})`, async () => {
      const { refusal } = await check(content, options);
      assert.equal(refusal?.code, expected);
      assert.doesNotMatch(refusal.message, /[{}]|mia\./);
    });
  }

  it('checks a file of another name, and says that the daily sync would not take it', async () => {
    const report = await check(fileOf(row('1')), { name: 'ps_export.csv' });
    assert.deepEqual([report.usable, report.counts.good, report.findingCounts], [true, 1, { 'file-name-other': 1 }]);
  });

  it('passes on what the source itself throws', async () => {
    const source = {
      name: 'guardians.csv',
      size: 1,
      open(): Iterable<Uint8Array> {
        throw new RangeError('gone');
      },
    };
    await assert.rejects(checkGuardianFile(source), RangeError);
  });
});
