import { isLanguageGroup, normalizeLanguage } from '../../guardian-file/language.js';
import { cleanText } from '../../guardian-file/text.js';
import type { ApiRecord } from '../api/model.js';
import { KEPT } from '../kept.js';

/** As messages name it. */
export const SOURCE = 'Clever';

/** Reading values as Clever writes them: what is missing, null or '' is the same. */

export function isObject(value: unknown): value is ApiRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectIn(record: unknown, name: string): ApiRecord {
  const value = isObject(record) ? record[name] : undefined;
  return isObject(value) ? value : {};
}

export function listIn(record: unknown, name: string): readonly unknown[] {
  const value = isObject(record) ? record[name] : undefined;
  return Array.isArray(value) ? value : [];
}

/** Cleaned. */
export function textIn(record: unknown, name: string): string {
  const value = isObject(record) ? record[name] : undefined;
  return typeof value === 'string' ? cleanText(value) : typeof value === 'number' ? String(value) : '';
}

/** Byte for byte. */
export function idOf(record: unknown, name = 'id'): string {
  const value = isObject(record) ? record[name] : undefined;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** Each once, in their order. */
export function idsIn(record: unknown, name: string): string[] {
  const ids = listIn(record, name).filter((id): id is string => typeof id === 'string' && id !== '');
  return [...new Set(ids)];
}

/** As OneRoster writes grades, so that a district has the same ones whatever it is read from. */
const GRADES: Readonly<Record<string, string>> = {
  InfantToddler: 'IT',
  Preschool: 'PR',
  PreKindergarten: 'PK',
  TransitionalKindergarten: 'TK',
  Kindergarten: 'KG',
  PostGraduate: 'PS',
  Ungraded: 'UG',
};

export function gradeOf(text: string): string {
  if (/^\d$/.test(text)) return `0${text}`;
  return Object.hasOwn(GRADES, text) ? GRADES[text]! : text;
}

/**
 * The code; or the name, if the code is none that is known, or stands for many languages and the name for one. Both have a
 * value for every other language: it is none.
 */
export function languageIn(student: ApiRecord): string {
  const [code, name] = [textIn(student, 'home_language_code'), textIn(student, 'home_language')];
  const tag = code === '' ? null : normalizeLanguage(code);
  const isExact = tag !== null && !(isLanguageGroup(tag) && normalizeLanguage(name) !== null);
  const language = isExact ? code : name || code;
  return /^other$/i.test(language) ? '' : language;
}

/** The year in which the school year of the first date that is known ends: years turn in summer. */
export function schoolYearOf(dates: readonly string[]): string {
  const date = dates.find((each) => each !== '' && each !== KEPT);
  if (date === undefined) return dates.includes(KEPT) ? KEPT : '';
  const [year, month] = date.split('-').map(Number);
  return String(month! >= 7 ? year! + 1 : year!);
}
