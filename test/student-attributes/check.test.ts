import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FileRefused, type FileSource } from '../../src/guardian-file/index.js';
import { checkAttributeFile, readAttributeHeader } from '../../src/student-attributes/check/index.js';
import { parseAttributes } from './harness.js';

const header = (line: string, studentIdHeader?: string) =>
  readAttributeHeader(new TextEncoder().encode(`${line}\n`), { studentIdHeader: studentIdHeader ?? null });
const names = (line: string) => header(line).attributes.map(({ name }) => name);

/** docs/guardian-rules.md 7. */
describe('the header of student_attributes.csv', () => {
  const studentColumns: [line: string, index: number][] = [
    ['studentSisId,House', 0],
    ['House,Student ID', 1],
    ['\ufeffstudent_sis_id,House', 0],
    ['Student Number,House,studentSisId', 2],
    ['Student ID;House;Bus, route', 0],
  ];
  for (const [line, index] of studentColumns) {
    it(`finds the student's id in ${JSON.stringify(line)}`, () => {
      assert.equal(header(line).columns.studentSisId, index);
    });
  }

  it('takes the header that the settings name for the student', () => {
    const { columns, attributes } = header('Student ID,Student Number,House', 'student number');
    assert.equal(columns.studentSisId, 1);
    assert.deepEqual(
      attributes.map(({ name }) => name),
      ['Student ID', 'House'],
    );
  });

  it('takes every other column for an attribute, those of the guardian file too', () => {
    assert.deepEqual(names('studentSisId,House, Bus  route ,email,guardianSisId'), [
      'House',
      'Bus route',
      'email',
      'guardianSisId',
    ]);
  });

  it('knows one attribute by any letter case, blanks, "_" and "-"', () => {
    const keys = ['Bus Route', 'bus_route', 'BUS-ROUTE', 'busroute'].map(
      (name) => header(`studentSisId,${name}`).attributes[0]?.key,
    );
    assert.deepEqual(new Set(keys).size, 1);
  });

  it('leaves out columns without a header, or with one too long, and says so', () => {
    const { attributes, findings } = header(`studentSisId,,House,${'x'.repeat(121)}`);
    assert.deepEqual(
      attributes.map(({ index, name }) => [index, name]),
      [[2, 'House']],
    );
    assert.deepEqual(
      findings.map(({ code, message }) => [code, /^Column (\d)/.exec(message)?.[1]]),
      [
        ['column-unusable', '2'],
        ['column-unusable', '4'],
      ],
    );
  });

  const refusals: [code: string, line: string, studentIdHeader?: string][] = [
    ['file-empty', ''],
    ['column-missing', 'studentSsId,House'],
    ['column-missing', 'email,House'],
    ['header-missing', 'S1,Oak'],
    ['column-twice', 'Student ID,Student Number,House'],
    ['column-twice', 'studentSisId,House,HOUSE'],
    ['column-mapping', 'studentSisId,House', 'Pupil'],
    ['attributes-missing', 'studentSisId'],
    ['attributes-missing', 'studentSisId,'],
  ];
  for (const [code, line, studentIdHeader] of refusals) {
    it(`refuses ${JSON.stringify(line)} as ${code}`, () => {
      assert.throws(
        () => header(line, studentIdHeader),
        (error) => error instanceof FileRefused && error.code === code,
      );
    });
  }
});

describe('the rows of student_attributes.csv', () => {
  const read = (rows: string) => {
    const parsed = parseAttributes(`studentSisId,House,Bus\n${rows}`);
    return {
      rows: parsed.batches.flatMap((batch) => batch.rows.map(({ studentSisId, values }) => [studentSisId, ...values])),
      codes: parsed.findings.map(({ code, line, column }) => [code, line, column]),
      counts: parsed.counts,
    };
  };

  const cases: [what: string, rows: string, values: unknown[], findings: unknown[]][] = [
    ['keeps texts, blanks collapsed', 'S1, Oak  tree ,7\n', [['S1', 'Oak tree', '7']], []],
    [
      'keeps an empty cell apart from a dropped one',
      'S1,,#REF!\n',
      [['S1', '', null]],
      [['spreadsheet-error', 2, 'Bus']],
    ],
    ['reads quoted cells with line breaks', 'S1,"Oak\ntree",7\n', [['S1', 'Oak tree', '7']], []],
    ['drops formulas', 'S1,"=SUM(A1)",7\n', [['S1', null, '7']], [['formula-cell', 2, 'House']]],
    [
      'takes text formulas and typographic quotes off',
      'S1,"=""007""",“Oak”\n',
      [['S1', '007', 'Oak']],
      [
        ['formula-text', 2, 'House'],
        ['smart-quotes', 2, 'Bus'],
      ],
    ],
    ['keeps what looks like an exponent: rooms are called so', 'S1,1E2,7\n', [['S1', '1E2', '7']], []],
    [
      'drops values too long for the index',
      `S1,${'x'.repeat(501)},7\n`,
      [['S1', null, '7']],
      [['value-too-long', 2, 'House']],
    ],
    ['keeps values that just fit', `S1,${'x'.repeat(500)},7\n`, [['S1', 'x'.repeat(500), '7']], []],
    ['needs a student', ',Oak,7\n', [], [['student-id-missing', 2, 'studentSisId']]],
    [
      'needs a student whose id is none of a spreadsheet',
      '#REF!,Oak,7\n',
      [],
      [['student-id-unusable', 2, 'studentSisId']],
    ],
    ['needs as many cells as headers', 'S1,Oak\nS2,Elm,8\n', [['S2', 'Elm', '8']], [['row-field-count', 2, null]]],
    ['gives one row for an open quote', 'S1,"Oak,7\nS2,Elm,8\n', [['S2', 'Elm', '8']], [['row-bad-quote', 2, null]]],
    ['leaves blank rows out', ',,\nS2,Elm,8\n', [['S2', 'Elm', '8']], []],
  ];
  for (const [what, rows, values, findings] of cases) {
    it(what, () => {
      const result = read(rows);
      assert.deepEqual(result.rows, values);
      assert.deepEqual(result.codes, findings);
    });
  }

  it('reads any bytes, in any batches, to the same rows, or refuses the file', () => {
    const read = (bytes: Uint8Array, maxRows: number) => {
      try {
        const { batches, findings, counts } = parseAttributes(bytes, maxRows);
        assert.equal(counts.read, counts.good + counts.error + counts.blank);
        return { rows: batches.flatMap(({ rows }) => rows), findings, counts };
      } catch (error) {
        if (!(error instanceof FileRefused)) throw error;
        return error.code;
      }
    };
    const cell = fc.constantFrom(
      'S1',
      'Oak',
      '',
      '"',
      '""',
      '"a\nb"',
      '=x',
      '\r\n',
      '\n',
      ',',
      ';',
      '\u00e9',
      '\u2028',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(cell, { maxLength: 40 }).map((cells) => Buffer.from(`studentSisId,House,Bus\n${cells.join(',')}`)),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 5 }), (file, maxRows) => {
        assert.deepEqual(read(file, maxRows), read(file, 50_000));
      }),
      { numRuns: 2000 },
    );
  });

  it('no finding repeats a cell', () => {
    const { findings } = parseAttributes('studentSisId,House\nQuackenbush,"=Quackenbush()"\n#REF!,Quackenbush\n');
    assert.equal(findings.length, 2);
    assert.equal(JSON.stringify(findings).includes('Quackenbush'), false);
  });
});

describe('the check of a whole student_attributes.csv', () => {
  const source = (text: string, name = 'student_attributes.csv'): FileSource => {
    const bytes = Buffer.from(text, 'latin1');
    return { name, size: bytes.length, open: (offset) => [bytes.subarray(offset)] };
  };

  it('tells encoding, columns, rows and findings', async () => {
    const report = await checkAttributeFile(source('Student ID;House\nS1;Jos\xe9\n;Oak\nS2;\nS3;Elm\nS4;Fir\n'));
    assert.equal(report.refusal, null);
    assert.equal(report.encoding?.encoding, 'windows-1252');
    assert.deepEqual(report.columns, {
      found: { studentSisId: 'Student ID' },
      missing: [],
      ignored: [],
      attributes: ['House'],
    });
    assert.deepEqual(report.counts, { read: 5, good: 4, error: 1, blank: 0, leftOut: 0 });
    assert.deepEqual(report.findingCounts, {
      'encoding-converted': 1,
      'delimiter-not-comma': 1,
      'column-renamed': 1,
      'student-id-missing': 1,
    });
  });

  const refusals: [code: string, text: string][] = [
    ['file-empty', ''],
    ['not-text', 'studentSisId,House\nS1,\0\n'],
    ['header-only', 'studentSisId,House\n'],
    ['no-rows-left', 'studentSisId,House\n,Oak\n'],
    ['too-many-errors', 'studentSisId,House\n,Oak\nS2,Oak\nS3,Oak\n'],
    ['file-truncated', 'studentSisId,House\nS1,Oak\nS2'],
  ];
  for (const [code, text] of refusals) {
    it(`refuses: ${code}`, async () => {
      assert.equal((await checkAttributeFile(source(text))).refusal?.code, code);
    });
  }
});
