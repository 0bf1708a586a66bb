import assert from 'node:assert/strict';
import fc from 'fast-check';
import { iconvDecoder } from '../../src/encoding/iconv.js';
import {
  createTranscoder,
  type Encoding,
  type EncodingReport,
  EncodingScanner,
  FileRefused,
  textDecoder,
} from '../../src/guardian-file/index.js';
import { isUtf8 } from '../../src/guardian-file/utf8.js';
import { bytesOf, codes, concat, fileOf, HEADER, readFile, row } from './reading.js';

function scan(bytes: Uint8Array, pinned: Encoding | null = null, chunk = 7): EncodingReport {
  const scanner = new EncodingScanner(pinned);
  for (let at = 0; at < bytes.length; at += chunk) scanner.push(bytes.subarray(at, at + chunk));
  return scanner.end();
}

function convert(bytes: Uint8Array, report: EncodingReport, chunk = 5): Uint8Array {
  const transcoder = createTranscoder(report);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunk) parts.push(transcoder.push(bytes.subarray(at, at + chunk)));
  return concat(...parts, transcoder.end());
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function utf16(text: string, encoding: 'utf-16le' | 'utf-16be'): Uint8Array {
  const little = Buffer.from(text, 'utf16le');
  return Uint8Array.from(encoding === 'utf-16le' ? little : little.swap16());
}

function refusal(run: () => unknown): FileRefused {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof FileRefused);
    return error;
  }
  throw new assert.AssertionError({ message: 'not refused' });
}

describe('encoding', () => {
  it('case 21: ISO-8859-1 is found, converted and reported with the evidence', () => {
    const bytes = latin1(fileOf(row('1'), row('2', { 2: 'José' }), row('3', { 2: 'Zoë' })));
    const report = scan(bytes);
    assert.equal(report.encoding, 'windows-1252');
    assert.deepEqual(report.firstInvalid, { byte: 0xe9, offset: bytes.indexOf(0xe9), line: 3, became: 'é' });
    assert.equal(report.sentence, 'ISO-8859-1/Windows-1252, because byte E9 on line 3 is not UTF-8; it became é');
    const read = readFile(convert(bytes, report), { encoding: report.encoding });
    assert.deepEqual(
      read.rows.map(({ firstName }) => firstName),
      ['Mia', 'José', 'Zoë'],
    );
  });

  it('case 33: one stray byte in a UTF-8 file is the error of its row', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => row(String(index + 1), { 2: 'José' }));
    const before = bytesOf([HEADER, ...rows.slice(0, 16), ''].join('\n'));
    const bytes = concat(before, '17,G17,Jos', [0xe9], row('x').slice(8), '\n', rows.slice(17).join('\n'), '\n');
    const report = scan(bytes, null, 4096);
    assert.equal(report.encoding, 'utf-8');
    assert.equal(report.firstInvalid?.line, 18);
    assert.match(report.sentence, /^UTF-8, because other lines have letters in UTF-8; byte E9 on line 18/);
    const read = readFile(bytes);
    assert.equal(read.counts.good, 9_999);
    assert.ok(read.rows.every(({ firstName }) => firstName === 'José'));
    assert.deepEqual(
      read.findings.map(({ code, line }) => [code, line]),
      [['row-invalid-bytes', 18]],
    );
    assert.equal(read.errorRows[0]!.cells[0], '17');
  });

  const decisions: [string, Uint8Array, Encoding][] = [
    ['ASCII', bytesOf('a,b\n'), 'utf-8'],
    ['UTF-8', bytesOf('José,日本\n'), 'utf-8'],
    ['UTF-8 with mark', concat([0xef, 0xbb, 0xbf], 'a,b\n'), 'utf-8'],
    ['UTF-8 with mark and a bad byte', concat([0xef, 0xbb, 0xbf], 'a,b', [0xe9], '\n'), 'utf-8'],
    ['UTF-16 LE', concat([0xff, 0xfe], utf16('a,é\n', 'utf-16le')), 'utf-16le'],
    ['UTF-16 BE', concat([0xfe, 0xff], utf16('a,é\n', 'utf-16be')), 'utf-16be'],
    ['one line with a bad byte and a valid sequence', latin1('abc\nNÃ£o é bom\n'), 'windows-1252'],
    ['a valid sequence on another failing line', latin1('é\nNÃ£o é\n'), 'utf-8'],
    ['a sequence cut by the end of the file', concat('abc\nJos', [0xc3]), 'windows-1252'],
    ['a sequence cut by a line end', concat('Jos', [0xc3], '\nabc\n'), 'windows-1252'],
    ['an overlong form', concat('a', [0xc0, 0xaf], '\n'), 'windows-1252'],
    ['a surrogate in UTF-8', concat('a', [0xed, 0xa0, 0x80], '\n'), 'windows-1252'],
  ];
  for (const [name, bytes, expected] of decisions) {
    it(`${name}: ${expected}`, () => {
      for (const chunk of [1, 2, 3, 1000]) assert.equal(scan(bytes, null, chunk).encoding, expected);
    });
  }

  it('says of a file whether it ends with a line end, in UTF-16 too', () => {
    assert.equal(scan(bytesOf('a,b\n')).endsWithLineEnd, true);
    assert.equal(scan(bytesOf('a,b\r')).endsWithLineEnd, true);
    assert.equal(scan(bytesOf('a,b')).endsWithLineEnd, false);
    assert.equal(scan(concat([0xfe, 0xff], utf16('a\n', 'utf-16be'))).endsWithLineEnd, true);
    assert.equal(scan(concat([0xff, 0xfe], utf16('a\u0a41', 'utf-16le'))).endsWithLineEnd, false);
  });

  it('takes a pinned encoding, and bytes that do not fit are errors of their rows', () => {
    const bytes = concat(fileOf(row('1', { 2: 'José' })), '2,G2,Jos', [0xe9], row('x').slice(7), '\n');
    const report = scan(bytes, 'utf-8');
    assert.equal(report.pinned, true);
    assert.deepEqual(codes(readFile(bytes)), ['row-invalid-bytes']);
    const undefinedBytes = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
    const rows = undefinedBytes.flatMap((byte, index) => [
      ...latin1(`${index},G,Jos`),
      byte,
      ...latin1(`${row('x').slice(7)}\n`),
    ]);
    const western = concat(fileOf(row('1')), rows);
    const pinned = scan(western, 'windows-1252');
    const read = readFile(convert(western, pinned), { encoding: pinned.encoding });
    assert.deepEqual(
      codes(read),
      undefinedBytes.map(() => 'row-invalid-bytes'),
    );
    assert.equal(read.counts.good, 1);
  });

  it('reads UTF-16, and half a pair is the error of its row', () => {
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const text = `\ufeff${fileOf(row('1', { 2: 'José 😀' }), row('2', { 2: 'a\ud83db' }), row('3', { 2: 'Ōe' }))}`;
      const bytes = utf16(text, encoding);
      const report = scan(bytes);
      const read = readFile(convert(bytes, report), { encoding: report.encoding });
      assert.equal(report.encoding, encoding);
      assert.deepEqual(
        read.rows.map(({ firstName }) => firstName),
        ['José 😀', 'Ōe'],
      );
      assert.deepEqual(
        read.findings.map(({ code, line }) => [code, line]),
        [['row-invalid-bytes', 3]],
      );
    }
  });

  it('refuses what is not text', () => {
    const refused: [string, Uint8Array, RegExp][] = [
      ['NUL', concat('a,b\n1,', [0], '2\n'), /NUL/],
      ['UTF-16 without mark', utf16('a,b\n', 'utf-16le'), /NUL/],
      ['control characters', concat('a,b\n', new Uint8Array(50).fill(1), 'x'.repeat(900)), /control/],
      ['a workbook', concat([0x50, 0x4b, 3, 4], 'x'.repeat(100)), /Excel workbook/],
      ['a PDF', bytesOf('%PDF-1.7 and so on'), /PDF/],
    ];
    for (const [name, bytes, sentence] of refused) {
      const error = refusal(() => scan(bytes));
      assert.equal(error.code, 'not-text', name);
      assert.match(error.message, sentence);
    }
    assert.equal(refusal(() => scan(new Uint8Array(0))).code, 'file-empty');
    assert.equal(scan(concat('a,b\n', [1], 'x'.repeat(200))).encoding, 'utf-8');
  });

  it('takes exactly 1 % of control characters for text, and one more not', () => {
    const text = (controls: number) => concat(new Uint8Array(controls).fill(1), 'x'.repeat(999 - controls), '\n');
    assert.equal(scan(text(10)).encoding, 'utf-8');
    assert.equal(refusal(() => scan(text(11))).code, 'not-text');
  });

  it('reads UTF-16 without its mark where it is pinned', () => {
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const bytes = utf16(fileOf(row('1', { 2: '王芳' })), encoding);
      const read = readFile(convert(bytes, scan(bytes, encoding)), { encoding });
      assert.equal(read.rows[0]!.firstName, '王芳');
    }
  });

  it('a pinned UTF-8 makes every Windows-1252 row an error, whatever the others hold', () => {
    const bytes = latin1(fileOf(row('1', { 2: 'José' }), row('2'), row('3', { 2: 'Zoë' })));
    assert.equal(scan(bytes, 'utf-8').encoding, 'utf-8');
    const read = readFile(bytes, { encoding: 'utf-8' });
    assert.deepEqual(
      read.findings.map(({ code, line }) => [code, line]),
      [
        ['row-invalid-bytes', 2],
        ['row-invalid-bytes', 4],
      ],
    );
  });

  it('counts lines with LF, CRLF and CR', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const bytes = latin1(['a', '', 'b', 'Jos\u00e9', ''].join(end));
      for (const chunk of [1, 100]) assert.equal(scan(bytes, null, chunk).firstInvalid?.line, 4);
    }
  });

  it('checks a row by the rules of the standard decoder', () => {
    const byte = fc.constantFrom(
      0x41,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xe1,
      0xed,
      0xef,
      0xf0,
      0xf3,
      0xf4,
      0xf5,
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 6 }), (array) => {
        const bytes = concat('xx', Uint8Array.from(array), [0x80]);
        assert.equal(isUtf8(bytes, 2, bytes.length - 1), isValid(bytes.slice(2, -1)));
      }),
      { numRuns: 5000 },
    );
  });

  it('decides the same however the file is cut', () => {
    const byte = fc.constantFrom(0x61, 0x0a, 0x0d, 0xc3, 0xa9, 0xe9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80);
    fc.assert(
      fc.property(fc.array(byte, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (array, chunk) => {
        const bytes = Uint8Array.from(array);
        const whole = scan(bytes, null, 1000);
        assert.deepEqual(scan(bytes, null, chunk), whole);
        if (whole.bom) return;
        assert.equal(whole.firstInvalid === null, isValid(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});

function isValid(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

describe('decoders', () => {
  function decodeAll(decoder: ReturnType<typeof textDecoder>, bytes: Uint8Array, chunk: number): string[] {
    const parts: string[] = [];
    for (let at = 0; at < bytes.length; at += chunk) parts.push(decoder.decode(bytes.subarray(at, at + chunk)));
    return [...parts, decoder.end()];
  }

  it('iconv-lite and the browser agree on all 256 bytes of Windows-1252', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const core = decodeAll(textDecoder('windows-1252'), bytes, 50).join('');
    assert.equal(decodeAll(iconvDecoder('windows-1252'), bytes, 50).join(''), core);
    assert.equal(core.length, 256);
    assert.deepEqual(
      [...core].flatMap((character, byte) => (character === '\ufffd' ? [byte] : [])),
      [0x81, 0x8d, 0x8f, 0x90, 0x9d],
    );
  });

  it('they agree on UTF-16 with chunk borders inside a unit and inside a pair', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\ud83d', '\ude00', '\ufeff'), maxLength: 30 });
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        fc.constantFrom<Encoding>('utf-16le', 'utf-16be'),
        (content, chunk, odd, encoding) => {
          const bytes = concat(utf16(content, encoding as 'utf-16le'), odd ? [0x61] : []);
          const core = decodeAll(textDecoder(encoding), bytes, chunk);
          const node = decodeAll(iconvDecoder(encoding), bytes, chunk);
          assert.equal(node.join(''), core.join(''));
          for (const part of [...core, ...node]) assert.ok(!/\p{Surrogate}/u.test(part));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
