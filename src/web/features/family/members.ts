import type { Knex } from 'knex';
import { query, sqlFile } from '../../../db/sql-files.js';
import { type Adult, type AdultRow, adultOf } from './adult.js';
import { type Child, type ChildRow, childOf } from './child.js';

const chooseSql = sqlFile(import.meta.url, './choose-family.sql')();
const childrenSql = sqlFile(import.meta.url, './children.sql')();
const adultsSql = sqlFile(import.meta.url, './adults.sql')();

/** A student with siblings and everybody who is named as their guardian, as stored now. */
export interface Family {
  title: string;
  children: Child[];
  adults: Adult[];
}

/** The family to show for a run; null if no student has a guardian. */
export async function chooseFamily(db: Knex, scope: { districtId: number; scopeId: number }): Promise<Family | null> {
  const [row] = await query<{ student_id: number }>(db, chooseSql, {
    districtId: scope.districtId,
    scopeId: scope.scopeId,
  });
  return row ? loadFamily(db, scope.districtId, row.student_id) : null;
}

/** Null if there is no such student, or they have left. */
export async function familyOfStudent(db: Knex, studentId: number): Promise<Family | null> {
  const [row] = await query<{ district_id: number }>(
    db,
    'select district_id from student where student_id = :studentId',
    { studentId },
  );
  return row ? loadFamily(db, row.district_id, studentId) : null;
}

async function loadFamily(db: Knex, districtId: number, studentId: number): Promise<Family | null> {
  const children = (await query<ChildRow>(db, childrenSql, { districtId, studentId })).map(childOf);
  const first = children.find(({ id }) => id === studentId);
  if (!first) return null;
  const rows = await query<AdultRow>(db, adultsSql, { districtId, studentIds: children.map(({ id }) => id) });
  return {
    title: `The family of ${first.name}`,
    children,
    adults: rows.map((row) => adultOf(row, children)),
  };
}
