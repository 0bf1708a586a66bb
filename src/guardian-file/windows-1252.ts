/**
 * Windows-1252 by table. Not by TextDecoder: Node 20's reads 80 to 9F as control characters (it takes the encoding
 * for Latin-1), and the standard one lets the five undefined bytes pass, which must become errors of their rows.
 */
const HIGH =
  '\u20ac\ufffd\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\ufffd\u017d\ufffd' +
  '\ufffd\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\ufffd\u017e\u0178';

export const windows1252Rules = { HIGH };

const UNITS = Uint16Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 && byte < 0xa0 ? HIGH.charCodeAt(byte - 0x80) : byte,
);

/** Arguments that one String.fromCharCode call may safely take. */
const BLOCK = 8192;

/** The text of Windows-1252 bytes; U+FFFD for 81, 8D, 8F, 90 and 9D, which have no character. */
export function decodeWindows1252(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += BLOCK) {
    const units = Uint16Array.from(bytes.subarray(from, from + BLOCK), (byte) => UNITS[byte]!);
    text += String.fromCharCode(...units);
  }
  return text;
}
