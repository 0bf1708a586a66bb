import { LANGUAGE_NAMES } from './language-names.js';
import { REGION_NAMES } from './language-regions.js';
import { MORE_LANGUAGE_NAMES } from './language-standards.js';

const TAG = /^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,4}$/i;

/** What parts the names of one language, and what is said more of it: `Spanish; Castilian`, `Farsi (Persian)`. */
const PARTS = /[;/,|()[\]]|\s[-–—]\s|\bor\b/i;
const HAS_PARTS = /[;/,|()[\]–—]|\s-\s| or /i;
/** `English (US)`: two letters in brackets are a country, not a language. */
const BRACKETED_REGION = /[([]\s*([a-z]{2})\s*[)\]]/i;
const HAS_REGION = /-(?:[A-Z]{2}|\d{3})\b/;
/** Two-letter codes whose three-letter twins come to another tag. */
const SAME: Readonly<Record<string, string>> = { bh: 'bho', tw: 'ak' };
/** Longer than any name. */
const MAX_LANGUAGE = 120;

export const languageRules = {
  ...{
    LANGUAGE_NAMES,
    MORE_LANGUAGE_NAMES,
    REGION_NAMES,
    TAG,
    PARTS,
    HAS_PARTS,
    BRACKETED_REGION,
    HAS_REGION,
    SAME,
    MAX_LANGUAGE,
  },
};

const TAG_BY_NAME = new Map<string, string>();
for (const [code, name] of LANGUAGE_NAMES) {
  if (!TAG_BY_NAME.has(key(name))) TAG_BY_NAME.set(key(name), code);
}
for (const [tag, name] of MORE_LANGUAGE_NAMES) TAG_BY_NAME.set(key(name), tag);
const EXTRA_CODES = new Set(MORE_LANGUAGE_NAMES.map(([tag]) => tag.split('-')[0]!));
/** Codes of ISO 639-2 that stand for many languages. */
const GROUPS = new Set(MORE_LANGUAGE_NAMES.flatMap(([tag, name]) => (/ languages$|^Creoles /.test(name) ? tag : [])));
const REGION_BY_NAME = new Map(REGION_NAMES.map(([code, name]) => [key(name), code]));
const REGION_CODES = new Set(REGION_NAMES.map(([code]) => code));

/**
 * @param text a cleaned cell: a BCP 47 tag or an English language name, in any letter case; also several names of one
 *   language, and a country
 * @returns the canonical tag, null where the text is neither
 */
export function normalizeLanguage(text: string): string | null {
  const tag = tagOf(text);
  // Two or three letters are a code, though they may be a language's name too: ga is Irish, not Ga.
  if (tag !== null && text.length <= 3) return tag;
  return TAG_BY_NAME.get(key(text)) ?? tag ?? ofParts(text);
}

/** Whether a tag stands for many languages, as cpp does for all creoles that are based on Portuguese. */
export function isLanguageGroup(tag: string): boolean {
  return GROUPS.has(tag);
}

/** The language that all parts agree on which name one, in the country that one of them names. */
function ofParts(text: string): string | null {
  if (text.length > MAX_LANGUAGE || !HAS_PARTS.test(text)) return null;
  // Alternatives first: a comma may be within one, as in "Bokmål, Norwegian; Norwegian Bokmål".
  if (text.includes(';')) return agreed(text.split(';').map((part) => normalizeLanguage(part.trim())));
  const inBrackets = BRACKETED_REGION.exec(text)?.[1];
  const bracketed = inBrackets === undefined ? undefined : regionOf(inBrackets);
  const parts = (bracketed ? text.replace(BRACKETED_REGION, '') : text).split(PARTS).map((part) => part.trim());
  const tags = parts.map((part) => TAG_BY_NAME.get(key(part)) ?? tagOf(part));
  const language = agreed(tags);
  if (language === null || HAS_REGION.test(language)) return language;
  const others = parts.flatMap((part, index) => (tags[index] === null ? (regionOf(part) ?? []) : []));
  const regions = new Set(bracketed ? [bracketed, ...others] : others);
  return regions.size === 1 ? (canonical(`${language}-${[...regions][0]}`) ?? language) : language;
}

/** The one tag, or the most exact one of those that differ by no more; null where there is none. */
function agreed(tags: readonly (string | null)[]): string | null {
  let language: string | null = null;
  for (const tag of tags) {
    if (tag === null || tag === language || language?.startsWith(`${tag}-`)) continue;
    if (language !== null && !tag.startsWith(`${language}-`)) return null;
    language = tag;
  }
  return language;
}

function regionOf(text: string): string | undefined {
  const code = text.toUpperCase();
  return REGION_BY_NAME.get(key(text)) ?? (REGION_CODES.has(code) ? code : undefined);
}

function tagOf(text: string): string | null {
  const tag = TAG.test(text) ? canonical(text.replaceAll('_', '-')) : null;
  if (tag === null) return null;
  const language = tag.split('-')[0]!;
  if (Object.hasOwn(SAME, language)) return tag.replace(language, SAME[language]!);
  return LANGUAGE_NAMES.has(language) || EXTRA_CODES.has(language) ? tag : null;
}

function canonical(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

/** A name without accents, letter case and punctuation other than apostrophes. */
function key(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2018\u2019\u02bc`]/g, "'")
    .replace(/[^\p{L}']+/gu, ' ')
    .trim()
    .toLowerCase();
}
