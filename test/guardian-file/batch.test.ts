import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseEach } from '../../src/guardian-file/csv.js';
import { MAX_RECORD_BYTES } from '../../src/guardian-file/framer.js';
import { BatchParser, type Position } from '../../src/guardian-file/index.js';
import { bytesOf, concat, fileOf, HEADER, outcome, readFile, row } from './reading.js';

/** Lines that good and bad files are made of; some hold line breaks, some break the framing. */
const LINES: (string | Uint8Array)[] = [
  row('1'),
  row('2', { 9: 'Emergency' }),
  row('3', { 2: '"Mia\nRosa"' }),
  row('4', { 2: '"Mia\r\n""Rosa"""' }),
  row('5', { 2: 'José 😀' }),
  row('6', { 4: '"m@x,org"' }),
  row('7', { 2: '', 3: '' }),
  row('8', { 2: '"Mia' }),
  row('9', { 2: 'Mia"' }),
  row('10', { 2: 'Mi"a' }),
  concat('11,G11,Jos', [0xe9], row('x').slice(7)),
  row('12', { 2: 'x'.repeat(MAX_RECORD_BYTES) }),
  row('13', { 2: `"${'x\n'.repeat(20_000)}"` }),
  '(2 rows affected)',
  'a,b',
  '"',
  '""',
  ',,,,,,,,,',
  '',
  '',
];

const LINE_ENDS = ['\n', '\r\n', '\r'];

/** The last line may lack its line end. */
const file = fc
  .tuple(fc.array(fc.tuple(fc.constantFrom(...LINES), fc.constantFrom(...LINE_ENDS)), { maxLength: 25 }), fc.boolean())
  .map(([lines, open]) => concat(`${HEADER}\n`, ...lines.flat().slice(0, open ? -1 : undefined)));

describe('batches', () => {
  it('resumed at any row and cut into any chunks come to what one batch comes to', function () {
    this.timeout(30_000);
    const contactTypes = ['Other', 'Primary'];
    const chunk = fc.oneof(fc.integer({ min: 50, max: 5000 }), fc.integer({ min: 60_000, max: 400_000 }));
    fc.assert(
      fc.property(
        file,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 100_000 }),
        chunk,
        (bytes, maxRows, maxBytes, size) => {
          assert.deepEqual(
            outcome(bytes, { contactTypes, maxRows, maxBytes, chunk: size }),
            outcome(bytes, { contactTypes, chunk: bytes.length + 1 }),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('any bytes are read to the end, and their counts add up', () => {
    const byte = fc.constantFrom(0x22, 0x2c, 0x2c, 0x0a, 0x0d, 0x61, 0x31, 0xc3, 0xa9);
    const bytes = fc
      .array(byte, { maxLength: 300 })
      .map((array) => concat('studentSisId,lastName\n', Uint8Array.from(array), '\n'));
    fc.assert(
      fc.property(fc.oneof(bytes, file), fc.integer({ min: 1, max: 50 }), (content, maxRows) => {
        const read = outcome(concat(content, '\n'), { maxRows });
        assert.ok('counts' in read);
        const { read: total, good, error, blank, leftOut } = read.counts;
        assert.equal(total, good + error + blank + leftOut);
        assert.equal(read.rows.length, good);
        assert.equal(read.errorRows.length, error);
        assert.equal(read.findings.filter(({ severity }) => severity === 'error').length, error);
      }),
      { numRuns: 100 },
    );
  });

  it('rows have the line where they start, with LF, CRLF and CR and line breaks in cells', () => {
    for (const end of LINE_ENDS) {
      const rows = [row('1'), row('2', { 2: `"Mia${end}Rosa${end}"` }), '', row('3'), 'a,b', row('4')];
      const read = readFile([HEADER, ...rows, ''].join(end));
      assert.deepEqual(
        read.rows.map(({ line }) => line),
        [2, 3, 7, 9],
      );
      assert.deepEqual(read.errorRows, [{ line: 8, cells: ['a', 'b'] }]);
      assert.equal(read.rows[1]!.firstName, 'Mia Rosa');
    }
  });

  describe('the end of a batch', () => {
    const text = fileOf(row('1'), row('2', { 2: '"José\n"' }), row('3'));
    const bytes = bytesOf(text);
    const { header } = readFile(text);
    const batch = (maxRows: number, start: Position = { offset: header.dataOffset, line: header.dataLine }) => {
      const parser = new BatchParser({ header, start, maxRows, country: 'US', contactTypes: null, encoding: 'utf-8' });
      parser.push(bytes.subarray(start.offset));
      if (!parser.full) parser.end();
      return parser;
    };

    it('says exactly where the next one starts', () => {
      const first = batch(2);
      assert.equal(first.full, true);
      assert.deepEqual(first.next, { offset: bytesOf(text.slice(0, text.indexOf('3,G3'))).length, line: 5 });
      assert.equal(first.take().rows.length, 2);
      assert.deepEqual(first.take(), { rows: [], findings: [], errorRows: [] });
      const second = batch(2, first.next!);
      assert.deepEqual([second.full, second.next, second.take().rows[0]!.line], [false, null, 5]);
    });

    it('has no next one where it is full just at the end of the file', () => {
      const all = batch(3);
      assert.deepEqual([all.full, all.next, all.counts.good], [true, null, 3]);
    });

    it('reads nothing more once it is full', () => {
      const first = batch(2);
      first.push(bytes);
      first.end();
      assert.equal(first.counts.read, 2);
      assert.equal(first.next?.line, 5);
    });
  });

  it('a batch is full after so many bytes as well', () => {
    const text = fileOf(row('1'), row('2'), row('3'));
    assert.equal(readFile(text, { maxBytes: row('1').length + 2 }).batches, 2);
    assert.equal(readFile(text, { maxBytes: 1 }).batches, 3);
    assert.equal(readFile(text).batches, 1);
  });

  it('cells of a row in error are kept for the protection of students, within bounds', () => {
    const wide = readFile(
      fileOf(Array.from({ length: 500 }, (_, index) => `c${index}${'x'.repeat(300)}`).join(','), row('1')),
    );
    assert.equal(wide.errorRows[0]!.cells.length, 100);
    assert.ok(wide.errorRows[0]!.cells.every((cell) => cell.length <= 200));
    const quoted = readFile(fileOf('"77","G77","Mia,x'));
    assert.deepEqual(quoted.errorRows[0]!.cells, ['77', 'G77', 'Mia', 'x']);
  });
});

describe('parseEach', () => {
  it('gives up only the records that csv-parse refuses', () => {
    const text = 'a,b|c,"d|"e\nf",g|';
    const bytes = bytesOf(text);
    const spans: { start: number; end: number }[] = [];
    for (let at = 0, end = text.indexOf('|'); end >= 0; at = end + 1, end = text.indexOf('|', at))
      spans.push({ start: at, end });
    assert.deepEqual(parseEach(bytes, spans, ','), [['a', 'b'], null, ['e\nf', 'g']]);
    assert.deepEqual(parseEach(bytes, [{ start: 3, end: 3 }], ','), [['']]);
  });
});
