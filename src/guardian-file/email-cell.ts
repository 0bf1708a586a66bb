import { normalizeEmail } from './email.js';
import { isPlaceholderEmail, isPlaceholderWord } from './placeholders.js';

/** What a cell comes to that is not simply one email. */
export interface ContactCell<Problem extends string> {
  /** The first value; '' for a placeholder; null where there is none that can be used. */
  value: string | null;
  problem: Problem | null;
  /** There are more, and they differ. */
  isSeveral: boolean;
}

/** `Ana Ruiz <ana@x.org>`: the name may hold anything but another email. */
const IN_BRACKETS = /<([^<>]*)>/g;
const SEPARATORS = /[\s;,/|]+/;
/** What may be around an email, other than separators: the marks of lists and quotations. */
const EDGES = /^["'([{<.:]+|["')\]}>.:]+$/g;
const SCHEME = /^mailto:/i;
/** Words beside an email, in or without brackets, or before it with a colon. */
const LABELS = new Set(
  'email e-mail mail work home personal school office business other primary secondary main preferred mom dad mother father parent guardian p h w o'.split(
    ' ',
  ),
);

export const emailCellRules = { IN_BRACKETS, SEPARATORS, EDGES, SCHEME, LABELS };

/**
 * Reads a cell that is not simply one email: several of them, or one with a name, a label, or punctuation around it. What
 * is not plain is no email: `m@x,org`, `mia lopez@x.org`.
 *
 * @param text a cleaned cell
 */
export function readEmailCell(text: string): ContactCell<'email-invalid'> {
  const invalid = { value: null, problem: 'email-invalid', isSeveral: false } as const;
  const placeholder = { ...invalid, value: '', problem: null };
  if (isPlaceholderWord(text)) return placeholder;
  const at = text.indexOf('@');
  if (at < 0) return invalid;
  if (at === text.lastIndexOf('@') && isPlaceholderEmail(text.toLowerCase())) return placeholder;
  const parts = partsOf(text);
  if (parts === null) return invalid;
  const emails = parts.map((part) => normalizeEmail(part));
  const usable = [...new Set(emails.filter((email) => email !== null && !isPlaceholderEmail(email)))];
  if (usable.length === 0) {
    return parts.length > 0 && parts.every((part) => isPlaceholderEmail(part.toLowerCase())) ? placeholder : invalid;
  }
  return { value: usable[0]!, problem: null, isSeveral: usable.length > 1 };
}

/** The parts of a cell that may be emails; null where something else is among them. */
function partsOf(text: string): string[] | null {
  const bracketed = [...text.matchAll(IN_BRACKETS)].map((match) => match[1]!.trim());
  if (bracketed.length > 0) return text.replace(IN_BRACKETS, '').includes('@') ? null : bracketed.map(bare);
  const parts = text.split(SEPARATORS).map(bare);
  const labels = parts.filter((part) => !part.includes('@'));
  if (!labels.every((part) => part === '' || LABELS.has(part.toLowerCase()))) return null;
  // `home a@x.org`: the word may be the first half of an email with a blank in it.
  const first = text.split(SEPARATORS)[0]!;
  if (!first.includes('@') && bare(first) !== '' && !/[:)\]]$/.test(first)) return null;
  return parts.filter((part) => part.includes('@'));
}

function bare(part: string): string {
  return part.replace(EDGES, '').replace(SCHEME, '');
}
