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
const isFirst: true[] = [];
for (const word of OUTSIDE_NAMES) {
  isFirst[word.charCodeAt(0)] = true;
  isFirst[word.toUpperCase().charCodeAt(0)] = true;
}

function mayBeWord(text: string): boolean {
  return text.length <= LONGEST && isFirst[text.charCodeAt(0)] === true;
}

/** @param text a cleaned cell that is no name */
export function isNothing(text: string): boolean {
  return mayBeWord(text) && outsideNames.has(text.toLowerCase());
}

/** @param text a cleaned cell */
export function isNothingInName(text: string): boolean {
  return mayBeWord(text) && anywhere.has(text.toLowerCase());
}

/** @param text a cleaned cell. Zeros alone are no id: on the rows of a whole school, they would make one person of all. */
export function isNoId(text: string): boolean {
  const first = text.charCodeAt(0);
  return first === 0x30 ? /^0+$/.test(text) : isNothing(text);
}
