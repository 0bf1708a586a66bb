import { cleanText } from '../../../guardian-file/text.js';
import type { ApiRecord } from '../../api/model.js';
import { aliases, type ColumnOf, type TableName, unofficial } from '../columns.js';
import type { TableRow } from '../table-row.js';
import { listOf } from '../values.js';
import { isObject } from './records.js';

/** What REST calls the columns of the CSV binding that are references; every other field has one name in both. */
const fields: Readonly<Record<string, string>> = {
  orgSourcedId: 'org',
  orgSourcedIds: 'orgs',
  primaryOrgSourcedId: 'primaryOrg',
  parentSourcedId: 'parent',
  schoolSourcedId: 'school',
  courseSourcedId: 'course',
  termSourcedIds: 'terms',
  classSourcedId: 'class',
  userSourcedId: 'user',
  agentSourcedIds: 'agents',
};

export function fieldOf(column: string): string {
  return fields[column] ?? column;
}

/** A record as a row of the file that the CSV binding has for it: so both are understood by one set of rules. */
export function recordRow<T extends TableName>(record: ApiRecord, note: TableRow<T>['note']): TableRow<T> {
  const value = (column: string) => record[fieldOf(column)];
  let named: ReadonlyMap<string, unknown> | undefined;
  return {
    line: null,
    note,
    cell: (column: ColumnOf<T>) => {
      if (unofficial.has(column)) {
        named ??= byName(record);
        return firstText(named, column);
      }
      return column === 'userIds' ? userIds(value(column)) : textOf(value(column));
    },
    list: (column) => [...new Set([...references(value(column)), ...otherNames(record, column)])],
  };
}

/** As one cell has it: lists joined by commas, of a reference its id alone. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((text) => text !== '')
      .join(',');
  return isObject(value) ? textOf(value.sourcedId) : '';
}

function references(value: unknown): string[] {
  return listed(value)
    .map(textOf)
    .filter((id) => id !== '');
}

/** Servers name agents as the CSV binding does, rightly written or not, and some list them in one text as it does. */
function otherNames(record: ApiRecord, column: string): string[] {
  if (column !== 'agentSourcedIds') return [];
  return [column, ...(aliases[column] ?? [])].flatMap((name) =>
    references(record[name]).flatMap((text) => listOf(text) ?? []),
  );
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function userIds(value: unknown): string {
  return listed(value)
    .filter(isObject)
    .map(({ type, identifier }) => `{${textOf(type)}:${textOf(identifier)}}`)
    .join(',');
}

/** By lower-case names, as a file's header would have them: `metadata.homeLanguage` as well as `language`. */
function byName(record: ApiRecord): ReadonlyMap<string, unknown> {
  const { metadata } = record;
  const own = isObject(metadata) ? Object.entries(metadata).map(([name, value]) => [`metadata.${name}`, value]) : [];
  return new Map([...Object.entries(record), ...own].map(([name, value]) => [String(name).toLowerCase(), value]));
}

function firstText(fields: ReadonlyMap<string, unknown>, column: string): string {
  const texts = [column, ...(aliases[column] ?? [])].map((name) => textOf(fields.get(name.toLowerCase())));
  return texts.find((text) => text !== '') ?? '';
}
