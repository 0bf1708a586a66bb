import type { Knex } from 'knex';
import { ofOneMoment, rowsOf } from '../db/cursor.js';
import { query } from '../db/sql-files.js';

/** Tables whose records' history is in `change`, and the columns that name a record there. */
const entities = {
  guardian: { id: 'guardian_id' },
  guardian_link: { id: 'guardian_id', student: 'student_id' },
  account: { id: 'account_id' },
  role: { id: 'entity_id' },
  student: { id: 'student_id' },
  staff: { id: 'staff_id' },
  classroom: { id: 'classroom_id' },
  enrollment: { id: 'enrollment_id' },
  student_attribute: { id: 'attribute_id', student: 'student_id' },
} as const satisfies Record<string, { id: string; student?: string }>;

export type AuditedEntity = keyof typeof entities;

/** One thing that happened to a record, with the run, file and line that it came from. */
export interface AuditEvent {
  runId: number;
  at: string;
  entity: AuditedEntity;
  entityId: number;
  studentId: number | null;
  action: string;
  file: string | null;
  line: number | null;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/**
 * What happened to a guardian, oldest first: the guardian itself, its links and its role, creation included.
 */
export async function guardianHistory(
  db: Knex | Knex.Transaction,
  districtId: number,
  guardianId: number,
): Promise<AuditEvent[]> {
  return query<AuditEvent>(
    db,
    `with event as (
       select created_run as run_id, 0 as change_id, 'guardian' as entity, guardian_id as entity_id,
         cast(null as bigint) as student_id, 'create' as action, null::bigint as line, '{}'::jsonb as before, '{}'::jsonb as after
       from guardian where district_id = :districtId and guardian_id = :guardianId
       union all
       select created_run, 0, 'guardian_link', guardian_id, student_id, 'create', null, '{}', '{}'
       from guardian_link where district_id = :districtId and guardian_id = :guardianId
       union all
       select run_id, change_id, entity, entity_id, student_id, action, line, before, after
       from change
       where district_id = :districtId and entity_id = :guardianId
         and (entity in ('guardian', 'guardian_link') or (entity = 'role' and before ->> 'kind' = 'guardian'))
     )
     select e.run_id as "runId", r.started_at as at, e.entity, e.entity_id as "entityId", e.student_id as "studentId", e.action,
       r.file ->> 'name' as file, e.line, e.before, e.after
     from event e
     left join run r on r.district_id = :districtId and r.run_id = e.run_id
     order by e.run_id, e.change_id, e.entity, e.student_id`,
    { districtId, guardianId },
  );
}

/**
 * The records of one kind as they were when a run had ended: today's, taken back by the before images of every later
 * change. A record made later is not among them.
 *
 * @returns each record's columns, in the order of its key
 */
export async function recordsAsOf(
  db: Knex | Knex.Transaction,
  districtId: number,
  entity: AuditedEntity,
  runId: number,
): Promise<Record<string, unknown>[]> {
  const rows = await query<AsOfRow>(db, asOfSql(entity), { districtId, entity, runId });
  return rows.map(({ record }) => record);
}

/**
 * The directory of a scope as it was when a run had ended, some records at a time, of one moment. Accounts and roles are
 * the whole district's.
 */
export function directoryAsOf(
  db: Knex,
  { districtId, scopeId }: { districtId: number; scopeId: number },
  runId: number,
): AsyncGenerator<{ entity: AuditedEntity; records: Record<string, unknown>[] }> {
  return ofOneMoment(db, async function* (trx) {
    for (const entity of Object.keys(entities) as AuditedEntity[]) {
      const own = scopeOf[entity] ?? 'and t.scope_id = :scopeId';
      for await (const rows of rowsOf<AsOfRow>(trx, asOfSql(entity, own), { districtId, scopeId, entity, runId })) {
        yield { entity, records: rows.map(({ record }) => record) };
      }
    }
  });
}

interface AsOfRow {
  record: Record<string, unknown>;
}

const scopeOf: Partial<Record<AuditedEntity, string>> = {
  account: '',
  role: '',
  student_attribute: `and exists (select from student s where s.district_id = t.district_id and s.student_id = t.student_id
    and s.scope_id = :scopeId)`,
};

function asOfSql(entity: AuditedEntity, where = ''): string {
  const key: { id: string; student?: string } = entities[entity];
  const kind = entity === 'role' ? `and c.before ->> 'kind' = t.kind` : '';
  const student = key.student ? `and c.student_id = t.${key.student}` : '';
  const order = [key.id, key.student, entity === 'role' ? 'kind' : undefined]
    .filter(Boolean)
    .map((column) => `t.${column}`);
  return `select (to_jsonb(t) || coalesce(earlier.columns, '{}')) - 'name_key' - 'contact_key' - 'said' - 'had' as record
     from ${entity} t
     left join lateral (
       select jsonb_object_agg(name, value) as columns
       from (
         select distinct on (b.key) b.key as name, b.value
         from change c cross join lateral jsonb_each(c.before) as b
         where c.district_id = :districtId and c.entity = :entity and c.entity_id = t.${key.id} ${student} ${kind}
           and c.run_id > :runId
         order by b.key, c.change_id
       ) as first_after
     ) as earlier on true
     where t.district_id = :districtId and t.created_run <= :runId ${where}
     order by ${order.join(', ')}`;
}
