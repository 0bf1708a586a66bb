import { type Column, nearestHeader } from './columns.js';
import { FileRefused } from './refusals.js';

const LISTED_HEADERS = 40;

/** Headers for a message. What looks like a cell of a row (the header line may be missing) is not repeated. */
export function listHeaders(names: readonly string[]): string[] {
  const listed = names
    .slice(0, LISTED_HEADERS)
    .map((name) => (/@|\d{3}/.test(name) ? '(not shown: looks like data)' : name.slice(0, 60)));
  return names.length > LISTED_HEADERS ? [...listed, `and ${names.length - LISTED_HEADERS} more`] : listed;
}

/**
 * @param contactTypes the contact types that are synced; null: all, and the column may be missing
 * @throws FileRefused `header-missing` where no header is known or like a known one, else `column-missing` with a guess
 */
export function checkRequired(
  names: readonly string[],
  columns: Partial<Record<Column, number>>,
  contactTypes: readonly string[] | null,
): void {
  const missing: { label: string; like: Column[] }[] = [];
  if (columns.studentSisId === undefined) missing.push({ label: 'studentSisId', like: ['studentSisId'] });
  if (columns.firstName === undefined && columns.lastName === undefined) {
    missing.push({ label: 'firstName or lastName', like: ['firstName', 'lastName'] });
  }
  if (contactTypes !== null && columns.contactType === undefined) {
    missing.push({ label: 'contactType (needed because only some contact types are synced)', like: ['contactType'] });
  }
  if (missing.length === 0) return;
  const taken = new Set(Object.values(columns));
  const free = names.filter((_, index) => !taken.has(index));
  const guesses = missing.flatMap(({ label, like }) =>
    like.flatMap((column) => {
      const header = nearestHeader(column, free);
      return header === null ? [] : [` Perhaps "${header}" is ${label.split(' (')[0]}.`];
    }),
  );
  if (taken.size === 0 && guesses.length === 0) throw new FileRefused('header-missing');
  throw new FileRefused('column-missing', {
    missing: missing.map(({ label }) => label),
    headers: listHeaders(names),
    guesses: guesses.join(''),
  });
}
