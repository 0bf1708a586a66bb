/** Printable ASCII with single blanks inside: already as it should be. */
const CLEAN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Characters without any meaning that show nothing: soft hyphen, zero-width space, byte order mark, marks of the
 * direction of writing, and the like.
 */
const HIDDEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0001}\u{e0020}-\u{e007f}]+/gu;

/** Zero-width joiners. In the scripts from Arabic to Sinhala they belong to the spelling. */
const JOINERS = /(^|[^\u0600-\u0dff])[\u200c\u200d]+/g;

const NO_BREAK_HYPHEN = /\u2011/g;

const BLANKS = /[\s\p{Cc}]+/gu;

/** Characters that show nothing: blanks, format characters (zero-width, byte order mark, soft hyphen), fillers. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]/u;

export const textRules = { CLEAN, HIDDEN, JOINERS, NO_BREAK_HYPHEN, BLANKS, INVISIBLE };

/**
 * A cell as text: Unicode NFC, white space inside collapsed to one blank, nothing invisible inside or at the ends.
 * docs/guardian-rules.md 1.
 */
export function cleanText(cell: string): string {
  return isPlain(cell) ? cell : cleaned(cell);
}

/** Whether a cell is already as it should be: nothing, or printable ASCII. */
export function isPlain(cell: string): boolean {
  return cell === '' || CLEAN.test(cell);
}

/** The same for a cell that is not plain. */
export function cleaned(cell: string): string {
  const visible = cell.replace(HIDDEN, '').replace(JOINERS, '$1').replace(NO_BREAK_HYPHEN, '-');
  const text = visible.normalize('NFC').replace(BLANKS, ' ');
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
