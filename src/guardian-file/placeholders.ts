/** Contacts that nobody has, typed where a form wanted one. docs/guardian-rules.md 1. */

/** What is before the @ of an address that is none; between words there may be `.`, `_`, `-` or `/`. */
const LOCAL_PARTS =
  'none|no|no e ?mails?|no e ?mail address|no e ?mail on file|no e ?mail given|no e ?mail provided|no mail|no address|no one|nobody|' +
  'nothing|n a|null|nil|unknown|unk|undefined|not provided|not given|not available|not applicable|dont have|do not have|' +
  'does not have|declined?|refused?|tests?|testing|no reply|do not reply|fake|fake e ?mail|asdf|asdfasdf|xxxx?';
const LOCAL_PART = new RegExp(`^(?:${LOCAL_PARTS.replaceAll(' ', '[._/-]?').replaceAll('[._/-]??', '[._/-]?')})@`);

/** What they begin with: most emails need no more than a look at it. */
const FIRST_LETTERS = 'adfnrtux';

/** Whole domains, such as that of ana@none.com. */
const DOMAIN = /^(?:none|no-?e?mail|noemailaddress)\.[a-z]{2,4}$/;

/** Cells that say that there is no email or phone; letters alone. */
const WORDS = new Set(
  (
    'noemail noemailaddress noemailonfile nomail nophone nophonenumber nophoneonfile nocell nocellphone nomobile ' +
    'nonumber noaddress declined declinedtoprovide declinestoprovide refused refusedtoprovide unlisted unpublished ' +
    'notprovided notgiven notavailable notapplicable noneprovided nonegiven nonelisted donthave donothave ' +
    'doesnothave disconnected test'
  ).split(' '),
);
const LONGEST_WORDS = 24;

/** The digits in order, and the like. */
const NUMBERS = new Set(
  '1234567 12345678 123456789 1234567890 0123456 01234567 012345678 0123456789 9876543210 1231231234 5551234567'.split(
    ' ',
  ),
);
/** So many equal digits are nobody's number as a whole, or at its end, whatever the country code before them. */
const EQUAL_DIGITS = { whole: 7, end: 9 };

export const placeholderRules = { LOCAL_PART, FIRST_LETTERS, DOMAIN, WORDS, LONGEST_WORDS, NUMBERS, EQUAL_DIGITS };

/** @param email in lower case; it need not be a sane address */
export function isPlaceholderEmail(email: string): boolean {
  if (FIRST_LETTERS.includes(email[0]!) && LOCAL_PART.test(email)) return true;
  const at = email.indexOf('@');
  // An n: most domains need no more than that.
  return email.charCodeAt(at + 1) === 0x6e && DOMAIN.test(email.slice(at + 1));
}

/** Whether the text says that there is no email or phone. */
export function isPlaceholderWord(text: string): boolean {
  return text.length <= LONGEST_WORDS && WORDS.has(text.toLowerCase().replace(/[^a-z]+/g, ''));
}

/** @param text a number in any writing */
export function isPlaceholderPhone(text: string): boolean {
  return !isPlainlyReal(text) && isPlaceholder(text);
}

/** Two different digits at the end, and a first one that no sequence begins with: most numbers need no more than that. */
function isPlainlyReal(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  const before = text.charCodeAt(text.length - 2);
  const first = text.charCodeAt(text.charCodeAt(0) === 0x28 ? 1 : 0);
  return last !== before && isDigit(last) && isDigit(before) && isDigit(first) && !beginsSequence(first);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** 0, 1, 5 or 9. */
function beginsSequence(code: number): boolean {
  return code === 0x30 || code === 0x31 || code === 0x35 || code === 0x39;
}

function isPlaceholder(text: string): boolean {
  let digits = 0;
  let equal = 0;
  let last = -1;
  for (let i = text.length - 1; i >= 0; i--) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) continue;
    if (equal === digits && (digits === 0 || code === last)) equal++;
    digits++;
    last = code;
  }
  if (equal >= EQUAL_DIGITS.end) return true;
  if (equal === digits && digits > 0 && (digits >= EQUAL_DIGITS.whole || last === 0x30)) return true;
  return digits >= 7 && digits <= 11 && isSequence(last, text);
}

function isSequence(first: number, text: string): boolean {
  if (!beginsSequence(first)) return false;
  const number = text.replace(/\D+/g, '');
  return NUMBERS.has(number) || (number.length === 11 && number[0] === '1' && NUMBERS.has(number.slice(1)));
}
