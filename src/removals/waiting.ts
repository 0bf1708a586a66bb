import type { Knex } from 'knex';
import { ofOneMoment, rowsOf } from '../db/cursor.js';
import { query, sqlFile } from '../db/sql-files.js';
import { csvLine } from '../runs/report/csv.js';

const sql = sqlFile(import.meta.url, './waiting.sql')();
const unsorted = sql.slice(0, sql.lastIndexOf('order by'));

type Scope = { districtId: number; scopeId: number };

/** A record that would be archived, and waits for an answer. */
export interface WaitingRemoval {
  /** `guardianLinks`, `students`, `staff`, `classrooms`, `enrollments`, `studentAttributes`. */
  kind: string;
  id: number;
  /** Of a link. */
  studentId: number | null;
  /** Who: of a link the guardian, of an enrollment the student or teacher, of an attribute the student. */
  name: string;
  sisId: string;
  email: string;
  mobilePhone: string;
  /** Of a link: whose guardian. */
  student: string;
  studentSisId: string;
  relationship: string;
  /** Of an enrollment. */
  classroom: string;
  attribute: string;
  /** A student's grade, a staff member's title. */
  role: string;
  school: string;
  /** More than the Deletion Threshold lets go at once, or rows in error leave it in doubt. */
  reason: 'threshold' | 'errors';
  /** The run that would have archived it first. */
  since: number;
  /** Of a link: the guardian is archived with it, for want of another. */
  goesWithIt: boolean;
}

/** How much waits, by kind, school and reason; largest first. */
export interface WaitingSum {
  kind: string;
  school: string;
  reason: WaitingRemoval['reason'];
  count: number;
}

/** Some of what waits, in the order of kinds, schools and names; of all kinds if null. */
export async function waitingRemovals(
  db: Knex | Knex.Transaction,
  scope: Scope,
  kinds: readonly string[] | null,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<WaitingRemoval[]> {
  return query(db, `${sql} limit :limit offset :offset`, { ...idsOf(scope), kinds, limit, offset });
}

export async function waitingSums(
  db: Knex | Knex.Transaction,
  scope: Scope,
  kinds: readonly string[] | null,
): Promise<WaitingSum[]> {
  return query(
    db,
    `with waiting as (${unsorted}) select kind, school, reason, count(*) as count from waiting
     group by kind, school, reason order by count(*) desc, kind, school`,
    { ...idsOf(scope), kinds },
  );
}

const columns = [
  ...['kind', 'name', 'id', 'email', 'mobile phone', 'student', 'student id', 'relationship', 'classroom', 'attribute'],
  ...['role', 'school', 'reason', 'asked since run', 'guardian goes too'],
] as const;

/** All of what waits, as CSV, some at a time. */
export function waitingDownload(db: Knex, scope: Scope, kinds: readonly string[] | null): AsyncGenerator<string> {
  return ofOneMoment(db, async function* (trx) {
    yield csvLine(columns);
    for await (const rows of rowsOf<WaitingRemoval>(trx, sql, { ...idsOf(scope), kinds })) {
      yield rows.map((row) => csvLine(cellsOf(row))).join('');
    }
  });
}

function cellsOf(row: WaitingRemoval) {
  const { kind, name, sisId, email, mobilePhone, student, studentSisId, relationship, classroom, attribute } = row;
  return [
    ...[kind, name, sisId, email, mobilePhone, student, studentSisId, relationship, classroom, attribute],
    ...[row.role, row.school, row.reason, row.since, row.goesWithIt ? 'yes' : ''],
  ];
}

function idsOf({ districtId, scopeId }: Scope): Scope {
  return { districtId, scopeId };
}
