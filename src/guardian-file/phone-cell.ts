import { isExponent } from './damage.js';
import type { ContactCell } from './email-cell.js';
import { normalizePhone } from './phone.js';
import { isPlaceholderPhone, isPlaceholderWord } from './placeholders.js';

/** What the words around a number say it is. A number of nobody knows whom is not taken. */
export type PhoneKind = 'mobile' | 'plain' | 'other' | 'mother' | 'father';

const WORDS: Readonly<Record<PhoneKind, string>> = {
  mobile: 'c cel cell cellular cellphone celular m mob mobile movil text txt sms',
  plain:
    'p ph phone phones t tel telephone telefono number num no numero primary secondary main preferred contact best call first second new current parent guardian us usa',
  other:
    'h hm home house casa maison landline land w wk work office off o job trabajo oficina business bus b employer travail bureau school daytime day eve evening night fax f pager message msg emergency e',
  mother: 'mom mum mommy mama mother madre mere',
  father: 'dad daddy papa father padre pere',
};
const kinds = new Map(
  (Object.keys(WORDS) as PhoneKind[]).flatMap((kind) => WORDS[kind].split(' ').map((word) => [word, kind] as const)),
);
/** In a number of several words, such as "mom work", the one that says most. */
const STRENGTH: readonly PhoneKind[] = ['other', 'mother', 'father', 'mobile', 'plain'];

const SEPARATORS = /[;/|,&\n]|\b(?:or|and)\b/i;
/** The number of a piece: what is from its first digit to its last. */
const NUMBER = /[+(]*\d(?:.*\d)?/;
const LETTER = /\p{L}/u;
const NO_WORD = /[^\p{L}']+/u;

export const phoneCellRules = { WORDS, STRENGTH, SEPARATORS, NUMBER };

export type PhoneProblem = 'phone-letters' | 'phone-exponent' | 'phone-invalid';

export interface PhoneCell extends ContactCell<PhoneProblem> {
  kind: PhoneKind;
}

/**
 * Reads a cell that is not simply one phone number: several of them, or one with a label or the person's own name around
 * it.
 *
 * @param text a cleaned cell
 * @param names of the guardian
 */
export function readPhoneCell(text: string, country: string, names: string): PhoneCell {
  const none = { value: null, problem: null, isSeveral: false, kind: 'plain' } as const;
  if (isPlaceholderWord(text)) return { ...none, value: '' };
  if (isExponent(text)) return { ...none, problem: 'phone-exponent' };
  const own = new Set(wordsOf(names));
  const pieces = text.split(SEPARATORS).filter((piece) => /\d/.test(piece));
  const found = pieces.flatMap((piece) => numberIn(piece, country, own) ?? []);
  const usable = found.filter(({ value }) => !isPlaceholderPhone(value));
  if (usable.length === 0) {
    return found.length > 0 && found.length === pieces.length
      ? { ...none, value: '' }
      : { ...none, problem: LETTER.test(text) ? 'phone-letters' : 'phone-invalid' };
  }
  const first = [...usable].sort((a, b) => rank(a.kind) - rank(b.kind))[0]!;
  return { ...first, problem: null, isSeveral: usable.some(({ value }) => value !== first.value) };
}

/** A mobile phone's number before others, which are in their order; a home or work number last. */
function rank(kind: PhoneKind): number {
  return kind === 'mobile' ? 0 : kind === 'other' ? 2 : 1;
}

/** The number of a piece, null where it has none or words that nobody knows. */
function numberIn(piece: string, country: string, own: ReadonlySet<string>): { value: string; kind: PhoneKind } | null {
  const match = NUMBER.exec(piece);
  if (match === null) return null;
  const around = `${piece.slice(0, match.index)} ${piece.slice(match.index + match[0].length)}`;
  const value = normalizePhone(match[0], country);
  if (value === null) return null;
  const said = wordsOf(around).filter((word) => !own.has(word));
  const saidKinds = said.map((word) => kinds.get(word));
  if (saidKinds.includes(undefined)) return null;
  return { value, kind: STRENGTH.find((kind) => saidKinds.includes(kind)) ?? 'plain' };
}

function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return plain
    .split(NO_WORD)
    .map((word) => word.replace(/'s$/, '').replaceAll("'", ''))
    .filter((word) => word !== '');
}
