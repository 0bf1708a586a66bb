import { type RecordKind, tableOf } from '../contract/parts.js';
import { count } from './numbers.js';

type Nouns = readonly [one: string, many: string];

/** In the order in which reports and pages list the kinds. */
const nounsOf: Record<RecordKind, Nouns> = {
  schools: ['school', 'schools'],
  terms: ['term', 'terms'],
  students: ['student', 'students'],
  staff: ['staff member', 'staff'],
  classrooms: ['classroom', 'classrooms'],
  enrollments: ['enrollment', 'enrollments'],
  guardians: ['guardian', 'guardians'],
  guardianLinks: ['link to a child', 'links to children'],
  studentAttributes: ['attribute value', 'attribute values'],
  accounts: ['account', 'accounts'],
  roles: ['role', 'roles'],
};

export const recordKinds = (Object.keys(nounsOf) as RecordKind[]).map((kind) => ({ kind, many: nounsOf[kind][1] }));

const nouns = new Map<string, Nouns>(
  recordKinds.flatMap(({ kind }) => [
    [kind, nounsOf[kind]],
    [tableOf[kind], nounsOf[kind]],
  ]),
);

/** "link to a child" for 1, "links to children" for any other number. @param name a kind or an entity */
export function recordNoun(name: string, n: number): string {
  const [one, many] = nouns.get(name) ?? [name, name];
  return n === 1 ? one : many;
}

/** "1 link to a child", "1,200 links to children". @param name a kind or an entity */
export function countRecords(n: number, name: string): string {
  return count(n, recordNoun(name, 1), recordNoun(name, 2));
}
