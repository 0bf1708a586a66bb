import { count } from './numbers.js';

/**
 * The kinds of records, in the order in which reports and pages list them. `kind` is the name in counts and questions,
 * `entity` that in the audit and of the table.
 */
export const recordKinds = [
  { kind: 'schools', entity: 'school', one: 'school', many: 'schools' },
  { kind: 'terms', entity: 'term', one: 'term', many: 'terms' },
  { kind: 'students', entity: 'student', one: 'student', many: 'students' },
  { kind: 'staff', entity: 'staff', one: 'staff member', many: 'staff' },
  { kind: 'classrooms', entity: 'classroom', one: 'classroom', many: 'classrooms' },
  { kind: 'enrollments', entity: 'enrollment', one: 'enrollment', many: 'enrollments' },
  { kind: 'guardians', entity: 'guardian', one: 'guardian', many: 'guardians' },
  { kind: 'guardianLinks', entity: 'guardian_link', one: 'link to a child', many: 'links to children' },
  { kind: 'studentAttributes', entity: 'student_attribute', one: 'attribute value', many: 'attribute values' },
  { kind: 'accounts', entity: 'account', one: 'account', many: 'accounts' },
  { kind: 'roles', entity: 'role', one: 'role', many: 'roles' },
] as const;

type Nouns = { one: string; many: string };

const nouns = new Map<string, Nouns>(
  recordKinds.flatMap(({ kind, entity, one, many }) => [
    [kind, { one, many }],
    [entity, { one, many }],
  ]),
);

/** "link to a child" for 1, "links to children" for any other number. @param name a kind or an entity */
export function recordNoun(name: string, n: number): string {
  const { one, many } = nouns.get(name) ?? { one: name, many: name };
  return n === 1 ? one : many;
}

/** "1 link to a child", "1,200 links to children". @param name a kind or an entity */
export function countRecords(n: number, name: string): string {
  return count(n, recordNoun(name, 1), recordNoun(name, 2));
}
