import type { CheckOptions } from '../../src/guardian-file/index.js';
import type { Random } from './random.js';
import { bytesOf, concat, fileOf, HEADER, row } from './reading.js';

const STRUCTURE = ['"', '""', ',', ',', ';', '\t', '|', '\n', '\r', '\r\n', ' ', '=', '#', '@'];
const WORDS = [
  '1',
  'a',
  'é',
  '😀',
  '\u200b',
  '\ufeff',
  'Mia',
  '="1"',
  '#REF!',
  '1.2E+9',
  '“x”',
  'studentSisId',
  'email',
  'x',
];

/** Bytes of any kind: most are no file that could be read, all must be answered. */
export function randomBytes(random: Random): Uint8Array {
  const length = random.below(random.once(200) ? 400_000 : 3000);
  const content = random.pick([anyBytes, textBytes, csvLike])(random, length);
  return random.pick([
    () => content,
    () => concat([0xef, 0xbb, 0xbf], content),
    () => concat([0xff, 0xfe], content),
    () => concat([0xfe, 0xff], content),
    () => concat(`${HEADER}\n`, content),
    () => concat('studentSisId,lastName\n', content, '\n'),
  ])();
}

function anyBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

function textBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => (random.once(20) ? random.pick([10, 13, 34, 44]) : 32 + random.below(224)));
}

function csvLike(random: Random, length: number): Uint8Array {
  return bytesOf(Array.from({ length: length / 2 }, () => random.pick(random.once(3) ? WORDS : STRUCTURE)).join(''));
}

/** A good file in some form, with a few things done to it. */
export function mutatedFile(random: Random): Uint8Array {
  const rows = Array.from({ length: 1 + random.below(30) }, (_, index) =>
    row(String(index), {
      2: random.pick(['Mia', 'José', '"Mia\nRosa"', '"O""Hara"', '王芳', '😀']),
      5: random.pick(['', '201-555-0123', '"a,b"']),
    }),
  );
  let text = fileOf(...rows).replaceAll('\n', random.pick(['\n', '\r\n', '\r']));
  if (random.once(3)) text = text.replaceAll(',', random.pick([';', '\t', '|']));
  if (random.once(4)) text = `\ufeff${text}`;
  let bytes = encoded(random, text);
  for (let times = random.below(12); times > 0; times--) bytes = mutated(random, bytes);
  return bytes;
}

function encoded(random: Random, text: string): Uint8Array {
  const form = random.below(8);
  if (form === 0) return Uint8Array.from(Buffer.from(text, 'latin1'));
  if (form === 1) return Uint8Array.from(Buffer.from(text, 'utf16le'));
  if (form === 2) return Uint8Array.from(Buffer.from(text, 'utf16le').swap16());
  return bytesOf(text);
}

function mutated(random: Random, bytes: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.below(random.once(4) ? 2000 : 10));
  const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  const word = bytesOf(random.pick(random.once(2) ? WORDS : STRUCTURE));
  switch (random.below(7)) {
    case 0:
      return concat(before, word, bytes.subarray(at));
    case 1:
      return concat(before, [random.below(256)], bytes.subarray(at + 1));
    case 2:
      return concat(before, after);
    case 3:
      return concat(before, piece, piece, after);
    case 4:
      return random.once(4) ? before : concat(before, [1 + random.below(255)], after);
    case 5:
      return random.once(10) ? concat(before, 'x'.repeat(70_000), after) : concat(after, before);
    default:
      return concat(before, word, piece, word, after);
  }
}

export function randomOptions(random: Random): CheckOptions {
  return {
    country: random.pick(['US', 'US', 'CA', 'DE']),
    contactTypes: random.once(8) ? ['Primary', 'Other'] : null,
    encoding: random.once(8) ? random.pick(['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const) : null,
    columnMapping: random.once(10) ? { email: 'homePhone', homePhone: 'email' } : {},
  };
}
