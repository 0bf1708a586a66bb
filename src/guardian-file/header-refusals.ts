import { type Column, nearestHeader } from './columns.js';
import { listHeaders } from './list-headers.js';
import { hasColumn, type PersonColumns } from './person-columns.js';
import { FileRefused } from './refusals.js';

/** Words of headers, in any system: a first line with several of them names columns, also where none is known. */
const HEADER_WORDS =
  /(?:^|[^a-z])(?:id|oid|sid|ssid|uid|num|nbr|number|no|code|cd|type|name|nm|first|last|middle|fname|lname|email|mail|phone|tel|cell|mobile|rel|relation|relationship|student|stu|std|pupil|contact|ctc|guardian|parent|person|psn|priority|language|lang|address|addr|school|grade|seq|order|status|flag|date)(?:[^a-z]|$)/;

/** Whether a line names columns: at least half of its cells have a word that headers have, and none looks like data. */
function looksLikeHeader(names: readonly string[]): boolean {
  const filled = names.filter((name) => name !== '');
  if (filled.some((name) => /@|\d{3}/.test(name))) return false;
  const words = filled.filter((name) => HEADER_WORDS.test(inWords(name.slice(0, 100))));
  return filled.length > 1 && words.length * 2 >= filled.length;
}

function inWords(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/**
 * @param knownIn how many headers a text would have that is a whole line in quotation marks
 * @throws FileRefused `header-bad-quote` if no separator gives cells, `header-line-quoted` if all headers are in one cell
 */
export function assertReadable(names: readonly string[], knownIn: (quoted: string) => number): void {
  if (names.length === 0) throw new FileRefused('header-bad-quote');
  if (names.length === 1 && knownIn(names[0]!) > 1) throw new FileRefused('header-line-quoted');
}

/**
 * @param contactTypes the contact types that are synced; null: all, and the column may be missing
 * @throws FileRefused `header-missing` if no line names columns, `header-unknown` if none is known or like a known one, else
 *   `column-missing` with a guess
 */
export function checkRequired(
  names: readonly string[],
  people: readonly PersonColumns[],
  contactTypes: readonly string[] | null,
): void {
  const missing: { label: string; like: Column[] }[] = [];
  if (people[0]!.columns.studentSisId === undefined) missing.push({ label: 'studentSisId', like: ['studentSisId'] });
  if (!people.some((person) => hasColumn(person, 'firstName') || hasColumn(person, 'lastName'))) {
    missing.push({ label: 'firstName or lastName', like: ['firstName', 'lastName'] });
  }
  if (contactTypes !== null && !people.some((person) => hasColumn(person, 'contactType'))) {
    missing.push({ label: 'contactType (needed because only some contact types are synced)', like: ['contactType'] });
  }
  if (missing.length === 0) return;
  const taken = new Set(people.flatMap(({ columns }) => Object.values(columns)));
  const free = names.filter((_, index) => !taken.has(index));
  const guesses = missing.flatMap(({ label, like }) =>
    like.flatMap((column) => {
      const header = nearestHeader(column, free);
      return header === null ? [] : [` Perhaps "${header}" is ${label.split(' (')[0]}.`];
    }),
  );
  if (taken.size === 0 && guesses.length === 0) {
    if (!looksLikeHeader(names)) throw new FileRefused('header-missing');
    throw new FileRefused('header-unknown', { headers: listHeaders(names) });
  }
  throw new FileRefused('column-missing', {
    missing: missing.map(({ label }) => label),
    headers: listHeaders(names),
    guesses: guesses.join(''),
  });
}
