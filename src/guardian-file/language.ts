import { LANGUAGE_NAMES } from './language-names.js';

/** More names, by the spelling of `key`: languages of US schools as their systems call them. */
const MORE_NAMES: Record<string, string> = {
  mandarin: 'zh',
  'mandarin chinese': 'zh',
  'chinese mandarin': 'zh',
  'chinese simplified': 'zh-Hans',
  'simplified chinese': 'zh-Hans',
  'chinese traditional': 'zh-Hant',
  'traditional chinese': 'zh-Hant',
  'chinese cantonese': 'yue',
  tagalog: 'fil',
  pilipino: 'fil',
  farsi: 'fa',
  dari: 'fa-AF',
  'haitian creole': 'ht',
  haitian: 'ht',
  creole: 'ht',
  castilian: 'es',
  espanol: 'es',
  burmese: 'my',
  myanmar: 'my',
  khmer: 'km',
  cambodian: 'km',
  laotian: 'lo',
  punjabi: 'pa',
  panjabi: 'pa',
  pushto: 'ps',
  uyghur: 'ug',
  kurdish: 'ku',
  kurmanji: 'kmr',
  sorani: 'ckb',
  karen: 'kar',
  "s'gaw karen": 'ksw',
  karenni: 'kyu',
  mixteco: 'mix',
  mixtec: 'mix',
  mam: 'mam',
  quiche: 'quc',
  "q'anjob'al": 'kjb',
  kanjobal: 'kjb',
  ilocano: 'ilo',
  'sign language': 'ase',
  asl: 'ase',
  gaelic: 'gd',
  greek: 'el',
  bangla: 'bn',
  bengali: 'bn',
  'brazilian portuguese': 'pt-BR',
  'portuguese brazil': 'pt-BR',
  'cabo verdean': 'kea',
  'cape verdean': 'kea',
  kabuverdianu: 'kea',
  chichewa: 'ny',
  frisian: 'fy',
  inuinnaqtun: 'ikt',
  kirundi: 'rn',
  'kurdish kurmanji': 'kmr',
  'kurdish sorani': 'ckb',
  luganda: 'lg',
  'queretaro otomi': 'otq',
  'scots gaelic': 'gd',
  sesotho: 'st',
  setswana: 'tn',
  'yucatec maya': 'yua',
};

const TAG = /^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,4}$/i;

export const languageRules = { LANGUAGE_NAMES, MORE_NAMES, TAG };

const TAG_BY_NAME = new Map<string, string>();
for (const [code, name] of LANGUAGE_NAMES) {
  if (!TAG_BY_NAME.has(key(name))) TAG_BY_NAME.set(key(name), code);
}
for (const [name, tag] of Object.entries(MORE_NAMES)) TAG_BY_NAME.set(name, tag);
const EXTRA_CODES = new Set(Object.values(MORE_NAMES).map((tag) => tag.split('-')[0]!));

/**
 * @param text a cleaned cell: a BCP 47 tag or an English language name, in any letter case
 * @returns the canonical tag, null where the text is neither
 */
export function normalizeLanguage(text: string): string | null {
  const tag = tagOf(text);
  // Two or three letters are a code, though they may be a language's name too: ga is Irish, not Ga.
  if (tag !== null && text.length <= 3) return tag;
  return TAG_BY_NAME.get(key(text)) ?? tag;
}

function tagOf(text: string): string | null {
  const tag = TAG.test(text) ? canonical(text.replaceAll('_', '-')) : null;
  const language = tag?.split('-')[0] ?? '';
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
