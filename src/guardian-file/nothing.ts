/** Words by which exports and people say that a cell is empty. docs/guardian-rules.md 1. */

/** In any cell, in lower case. */
const ANYWHERE = ['n/a', 'n.a.', '(null)', '\\n', 'tbd', '-', '--', '---', '–', '—'];
/** In names they may be names: Li Na, Null. */
const OUTSIDE_NAMES = [
  ...ANYWHERE,
  'na',
  'none',
  '(none)',
  'null',
  '<null>',
  '[null]',
  'nil',
  'unknown',
  'undefined',
  'nan',
];

const anywhere = new Set(ANYWHERE);
const outsideNames = new Set(OUTSIDE_NAMES);

export const nothingRules = { ANYWHERE, OUTSIDE_NAMES };

const LONGEST = Math.max(...OUTSIDE_NAMES.map((word) => word.length));
/** The characters that such words begin with, in both letter cases: most cells need no more than a look at these. */
const FIRST = new Set(OUTSIDE_NAMES.flatMap((word) => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]));

/** @param text a cleaned cell that is no name */
export function isNothing(text: string): boolean {
  return text.length <= LONGEST && FIRST.has(text.charCodeAt(0)) && outsideNames.has(text.toLowerCase());
}

/** @param text a cleaned cell */
export function isNothingInName(text: string): boolean {
  return text.length <= LONGEST && FIRST.has(text.charCodeAt(0)) && anywhere.has(text.toLowerCase());
}

/** @param text a cleaned cell. Zeros alone are no id: on the rows of a whole school, they would make one person of all. */
export function isNoId(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 0x30 ? /^0+$/.test(text) : isNothing(text);
}
