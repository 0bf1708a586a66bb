/** Printable ASCII with single blanks inside: already as it should be. */
const CLEAN = /^[!-~]+(?: [!-~]+)*$/;

const BLANKS = /[\s\p{Cc}]+/gu;

/** Characters that show nothing: blanks, format characters (zero-width, byte order mark, soft hyphen), fillers. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]/u;

export const textRules = { CLEAN, BLANKS, INVISIBLE };

/**
 * A cell as text: Unicode NFC, white space inside collapsed to one blank, nothing invisible at the ends.
 * docs/guardian-rules.md 1.
 */
export function cleanText(cell: string): string {
  if (cell === '' || CLEAN.test(cell)) return cell;
  const text = cell.normalize('NFC').replace(BLANKS, ' ');
  let from = 0;
  let to = text.length;
  // By hand: a regular expression anchored at the end would take quadratic time on a cell of zero-width characters.
  while (from < to && INVISIBLE.test(text[from]!)) from++;
  while (to > from && INVISIBLE.test(text[to - 1]!)) to--;
  return text.slice(from, to);
}

/** Whether no cell shows anything. */
export function isBlankRow(cells: readonly string[]): boolean {
  for (const cell of cells) {
    if (cell !== '' && cleanText(cell) !== '') return false;
  }
  return true;
}

/**
 * The same text in memory of its own. A piece of a text may hold the whole text in memory, so what is kept longer than
 * the chunk of the file that it was cut from is copied.
 */
export function ownText(text: string): string {
  return ` ${text}`.slice(1);
}
