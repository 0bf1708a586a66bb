import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { Framer, MAX_RECORD_BYTES } from '../../src/guardian-file/framer.js';
import { FileRefused } from '../../src/guardian-file/index.js';
import { splitRecords } from '../../src/guardian-file/split-records.js';
import { bytesOf, codes, concat, fileOf, HEADER, readFile, row } from './reading.js';

/** The records of a text under a header of `width` columns, without their line breaks. */
function records(text: string, width: number): [string, string][] {
  const bytes = bytesOf(text);
  const framer = new Framer(0x2c, width);
  const found: [string, string][] = [];
  for (let at = 0; at < bytes.length; at = framer.next) {
    framer.read(bytes, at, bytes.length);
    found.push([framer.kind, text.slice(at, framer.end)]);
  }
  return found;
}

/** csv-parse in its strict mode. Left to find the line break, it takes the first one it sees, also within quotes. */
function parseRecords(bytes: Uint8Array, delimiter: string): string[][] {
  return parse(Buffer.from(bytes), { delimiter, record_delimiter: '\n', relax_column_count: true });
}

describe('framing', () => {
  const table: [string, string, [string, string][]][] = [
    [
      'LF, CRLF and CR',
      'a,b\nc,d\r\ne,f\rg,h',
      [
        ['good', 'a,b'],
        ['good', 'c,d'],
        ['good', 'e,f'],
        ['good', 'g,h'],
      ],
    ],
    [
      'a line break in quotes',
      'a,"b\nc"\nd,e\n',
      [
        ['good', 'a,"b\nc"'],
        ['good', 'd,e'],
      ],
    ],
    [
      'a CRLF in quotes',
      'a,"b\r\nc"\r\nd,e\r\n',
      [
        ['good', 'a,"b\r\nc"'],
        ['good', 'd,e'],
      ],
    ],
    [
      'doubled quotes',
      'a,"b ""x""\n y"\nd,e\n',
      [
        ['good', 'a,"b ""x""\n y"'],
        ['good', 'd,e'],
      ],
    ],
    [
      'an unclosed quote before a row',
      'a,"b\nc,d\ne,f\n',
      [
        ['bad-quote', 'a,"b'],
        ['good', 'c,d'],
        ['good', 'e,f'],
      ],
    ],
    [
      'an unclosed quote before quoted rows',
      '"a","b\n"c","d"\n',
      [
        ['bad-quote', '"a","b'],
        ['good', '"c","d"'],
      ],
    ],
    [
      'an inner line that is a row by itself',
      'a,"b\nc,d\ne"\n',
      [
        ['bad-quote', 'a,"b'],
        ['good', 'c,d'],
        ['bad-quote', 'e"'],
      ],
    ],
    [
      'a quote inside a cell',
      'a,b"c\nd,e\n',
      [
        ['bad-quote', 'a,b"c'],
        ['good', 'd,e'],
      ],
    ],
    [
      'text after a closing quote',
      'a,"b" c\nd,e\n',
      [
        ['bad-quote', 'a,"b" c'],
        ['good', 'd,e'],
      ],
    ],
    [
      'an unclosed quote in the last row',
      'a,b\nc,"d',
      [
        ['good', 'a,b'],
        ['bad-quote', 'c,"d'],
      ],
    ],
    ['an unclosed quote in the last row, with a line end', 'c,"d\n', [['bad-quote', 'c,"d']]],
  ];
  for (const [name, text, expected] of table) {
    it(name, () => assert.deepEqual(records(text, 2), expected));
  }

  it('a quote open for more than 64 KiB costs its own row', () => {
    const filler = 'x\n'.repeat(MAX_RECORD_BYTES / 2);
    const found = records(`a,"b\n${filler}c"\nd,e\n`, 2);
    assert.deepEqual(found[0], ['bad-quote', 'a,"b']);
    assert.deepEqual(found.at(-1), ['good', 'd,e']);
  });

  it('a row longer than 64 KiB is one error, with its line, whatever the line ends', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      for (const length of [
        MAX_RECORD_BYTES - 1,
        MAX_RECORD_BYTES,
        MAX_RECORD_BYTES + 1,
        3 * MAX_RECORD_BYTES,
        900_000,
      ]) {
        const long = 'x'.repeat(length);
        const read = readFile([HEADER, row('1'), long, row('2'), ''].join(end));
        assert.deepEqual(read.counts, { read: 3, good: 2, error: 1, blank: 0, leftOut: 0 });
        assert.equal(read.findings[0]!.code, length < MAX_RECORD_BYTES ? 'row-field-count' : 'row-too-long');
        assert.equal(read.findings[0]!.line, 3);
        assert.equal(read.rows[1]!.line, 4);
        assert.ok(read.errorRows[0]!.cells[0]!.length <= 200);
      }
    }
  });

  it('a row longer than 64 KiB at the end of the file is one error', () => {
    for (const chunk of [1000, 10_000_000]) {
      const read = readFile(`${HEADER}\n${row('1')}\n${'x,'.repeat(400_000)}`, { chunk });
      assert.deepEqual(read.counts, { read: 2, good: 1, error: 1, blank: 0, leftOut: 0 });
    }
  });

  it('case 22: an unclosed quote in row 17 of 10,000 costs that row', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => row(String(index + 1)));
    rows[16] = row('17', { 2: '"Mia' });
    const read = readFile(fileOf(...rows));
    assert.deepEqual(read.counts, { read: 10_000, good: 9_999, error: 1, blank: 0, leftOut: 0 });
    assert.deepEqual(
      read.findings.map(({ code, line }) => ({ code, line })),
      [{ code: 'row-bad-quote', line: 18 }],
    );
    assert.ok(read.errorRows[0]!.cells.includes('17'));
  });

  it('case 41: two stray quotes eight rows apart leave the rows between', () => {
    for (const [first, second] of [
      ['"Mia', '"Mia'],
      ['"Mia', 'Mia"'],
      ['Mi"a', 'Mi"a'],
      ['Mia"', '"Mia'],
    ] as const) {
      const rows = Array.from({ length: 20 }, (_, index) => row(String(index + 1)));
      rows[4] = row('5', { 2: first });
      rows[12] = row('13', { 2: second });
      const read = readFile(fileOf(...rows));
      assert.equal(read.counts.good, 18);
      assert.deepEqual(
        read.findings.map(({ line }) => line),
        [6, 14],
      );
    }
  });

  it('two stray quotes in neighbouring rows are two errors, not one row of both', () => {
    const rows = [row('1'), row('2', { 2: '"Mia' }), row('3', { 2: 'Mia"' }), row('4')];
    const read = readFile(fileOf(...rows));
    assert.deepEqual(
      read.rows.map(({ studentSisId }) => studentSisId),
      ['1', '4'],
    );
    assert.deepEqual(
      read.findings.map(({ line }) => line),
      [3, 4],
    );
  });

  it('a first column may hold a line break, and protects every student whose id it swallowed', () => {
    const notes = 'notes,studentSisId,lastName\n"call\nfirst",1,Lopez\n';
    assert.deepEqual(
      readFile(notes).rows.map(({ line, lastName }) => [line, lastName]),
      [[2, 'Lopez']],
    );
    const swallowed = readFile(`studentSisId,lastName\n"5,Lopez\n6",\n7,Diaz\n`);
    assert.deepEqual(codes(swallowed), ['name-missing']);
    for (const id of ['5', '6']) assert.ok(swallowed.errorRows[0]!.cells.includes(id));
  });

  it('two hundred thousand unclosed quotes are read about as fast as good rows', function () {
    this.timeout(20_000);
    const bytes = bytesOf('a,"b\n'.repeat(200_000));
    const framer = new Framer(0x2c, 2);
    let count = 0;
    for (let at = 0; at < bytes.length; at = framer.next) {
      framer.read(bytes, at, bytes.length);
      assert.equal(framer.kind, 'bad-quote');
      count++;
    }
    assert.equal(count, 200_000);
  });

  it('goes forward over any bytes, and covers all of them', () => {
    const byte = fc.constantFrom(0x22, 0x22, 0x2c, 0x0a, 0x0d, 0x61, 0xc3, 0xff, 0x00);
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 400 }), fc.integer({ min: 0, max: 4 }), (array, width) => {
        const bytes = Uint8Array.from(array);
        const framer = new Framer(0x2c, width);
        let at = 0;
        let lines = 0;
        while (at < bytes.length) {
          framer.read(bytes, at, bytes.length);
          assert.ok(framer.next > at && framer.end <= framer.next && framer.end >= at);
          lines += framer.terminated ? framer.lineBreaks : 0;
          at = framer.next;
        }
        const text = new TextDecoder('latin1').decode(bytes);
        const last = framer.terminated ? 0 : framer.lineBreaks - 1;
        assert.equal(lines + (bytes.length ? last : 0), text.split(/\r\n|\n|\r/).length - 1);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes for good what csv-parse reads as one record, and for bad what csv-parse refuses', () => {
    const character = fc.constantFrom('"', '"', '"', ',', ',', '\n', '\r', 'a', '😀', 'é');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 60 }), fc.integer({ min: 0, max: 3 }), (parts, width) => {
        const bytes = bytesOf(parts.join(''));
        const framer = new Framer(0x2c, width);
        for (let at = 0; at < bytes.length; at = framer.next) {
          framer.read(bytes, at, bytes.length);
          const record = bytes.slice(at, framer.end);
          if (framer.kind === 'bad-quote') assert.throws(() => parseRecords(record, ','));
          else assert.equal(parseRecords(concat(record, '\n'), ',').length, 1);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('splits records as csv-parse does, or not at all', () => {
    const character = fc.constantFrom('"', '"', '""', ',', ',', ';', '\n', '\r', 'a', 'é', '😀', '\ufeff', '\0');
    const loose = fc.array(character, { maxLength: 40 }).map((parts) => parts.join(''));
    const cell = fc.oneof(
      fc.array(character, { maxLength: 8 }).map((parts) => `"${parts.join('').replaceAll('"', '""')}"`),
      fc.array(character, { maxLength: 8 }).map((parts) => parts.join('').replaceAll(/[",;\n]/g, '')),
    );
    const record = (delimiter: string) =>
      fc.array(cell, { minLength: 1, maxLength: 6 }).map((cells) => cells.join(delimiter));
    for (const delimiter of [',', ';'] as const) {
      const text = fc
        .array(record(delimiter), { maxLength: 6 })
        .map((lines) => lines.map((line) => `${line}\n`).join(''));
      fc.assert(
        fc.property(text, (good) => {
          assert.deepEqual(splitRecords(good, delimiter), parseRecords(bytesOf(good), delimiter));
        }),
        { numRuns: 5000 },
      );
      fc.assert(
        fc.property(loose, (any) => {
          const split = splitRecords(any, delimiter);
          if (split !== null) assert.deepEqual(split, parseRecords(bytesOf(any), delimiter));
        }),
        { numRuns: 10_000 },
      );
    }
  });

  it('passes over blanks between a separator and a quote', () => {
    const cell = fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[\r\n]/g, ''));
    const blanks = fc.integer({ min: 0, max: 3 }).map((count) => ' '.repeat(count));
    fc.assert(
      fc.property(fc.array(fc.tuple(blanks, cell, blanks), { minLength: 1, maxLength: 6 }), (cells) => {
        const record = cells
          .map(([before, text, after]) => `${before}"${text.replaceAll('"', '""')}"${after}`)
          .join(',');
        const bytes = bytesOf(`${record}\nnext`);
        const framer = new Framer(0x2c, 0);
        framer.read(bytes, 0, bytes.length);
        assert.deepEqual([framer.kind, framer.next], ['good', bytes.length - 4]);
        assert.deepEqual(splitRecords(`${record}\n`, ','), [cells.map(([, text]) => text)]);
      }),
      { numRuns: 2000 },
    );
    assert.deepEqual(splitRecords(' a , b\n', ','), [[' a ', ' b']]);
    for (const wrong of ['" a"b\n', 'a "b"\n', ' "a" b\n', ' "a\n', '  ']) assert.equal(splitRecords(wrong, ','), null);
  });

  it('a row that breaks off at the end of the file refuses it', () => {
    const halfLetter = concat(row('2'), [0xc3]);
    const short = ['2,G2,Mi', '2,G2,"Mi', '2,G2,Mia,Lopez,mia@example.org,201-555-0123,,es,Mother,"Par'];
    for (const last of [...short, row('2', { 2: 'Mi"a' }), halfLetter]) {
      assert.throws(
        () => readFile(concat(`${HEADER}\n${row('1')}\n`, last)),
        (error) => error instanceof FileRefused && error.code === 'file-truncated' && error.details.line === 3,
      );
    }
  });

  it('an unclosed quote before short lines at the end is an error of its row, not a file that breaks off', () => {
    const read = readFile(`${HEADER}\n${row('1')}\n${row('2', { 2: '"Mia' })}\n\n(2 rows affected)`);
    assert.deepEqual(codes(read), ['row-bad-quote', 'row-field-count']);
    assert.equal(read.counts.blank, 1);
  });

  it('a last row without line end is read where it is complete', () => {
    assert.equal(readFile(`${HEADER}\n${row('1')}\n${row('2')}`).counts.good, 2);
    const damaged = row('2', { 2: 'Mi"a' });
    assert.deepEqual(codes(readFile(`${HEADER}\n${row('1')}\n${damaged}\n`)), ['row-bad-quote']);
  });

  it('case 49: a last line (10000 rows affected) is one error, with a line end or without', () => {
    for (const end of ['', '\n', '\r\n']) {
      const read = readFile(`${fileOf(row('1'), row('2'))}\n(10000 rows affected)${end}`);
      assert.deepEqual(read.counts, { read: 4, good: 2, error: 1, blank: 1, leftOut: 0 });
      assert.deepEqual(codes(read), ['row-field-count']);
    }
  });
});
