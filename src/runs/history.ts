import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import { type AuditEvent, guardianHistory } from './audit.js';

export interface GuardianStory {
  guardian: { id: number; sisId: string | null; name: string; archived: boolean };
  /** Oldest first. */
  events: HistoryEvent[];
}

/** One thing that happened, in words for people; values side by side if some changed. */
export interface HistoryEvent {
  runId: number;
  /** ISO 8601; null if the run's record is gone. */
  at: string | null;
  what: string;
  file: string | null;
  line: number | null;
  values: { column: string; before: unknown; after: unknown }[];
}

/**
 * @param id the district's id, as in the column guardianSisId; or, with `own`, our own number
 * @throws SyncFailure `UnknownGuardian`
 */
export async function findGuardian(
  db: Knex,
  scope: { districtId: number; scopeId: number; slug: string },
  id: string,
  own: boolean,
): Promise<number> {
  const [row] = await query<{ id: number }>(
    db,
    `select guardian_id as id from guardian where district_id = :districtId and scope_id = :scopeId
       and ${own ? 'cast(guardian_id as text)' : 'sis_id'} = :id`,
    { districtId: scope.districtId, scopeId: scope.scopeId, id },
  );
  if (row) return row.id;
  const hint = own ? '' : ' Guardians without one are found by their own number, with --own-id.';
  throw new SyncFailure('UnknownGuardian', `"${scope.slug}" has no guardian with this id.${hint}`);
}

/** What happened to a guardian, its links and its account; null where there is no such guardian. */
export async function guardianStory(db: Knex, districtId: number, guardianId: number): Promise<GuardianStory | null> {
  const [guardian] = await query<GuardianStory['guardian']>(
    db,
    `select guardian_id as id, sis_id as "sisId", trim(first_name || ' ' || last_name) as name,
       archived_at is not null as archived
     from guardian where district_id = :districtId and guardian_id = :guardianId`,
    { districtId, guardianId },
  );
  if (!guardian) return null;
  const events = await guardianHistory(db, districtId, guardianId);
  const students = await studentNames(
    db,
    districtId,
    events.flatMap(({ studentId }) => studentId ?? []),
  );
  return { guardian, events: events.map((event) => inWords(event, students)) };
}

const bookkeeping = new Set([
  'source_run',
  'source_line',
  'archived_at',
  'ended_at',
  'end_reason',
  'key',
  'mobile_received',
  'home_received',
]);

function inWords(event: AuditEvent, students: ReadonlyMap<number, string>): HistoryEvent {
  const { runId, at, file, line, before, after } = event;
  const columns = Object.keys(after).filter((column) => !bookkeeping.has(column) && !column.startsWith('changed_'));
  const values = columns.map((column) => ({ column, before: before[column] ?? null, after: after[column] ?? null }));
  const time = at === null ? null : new Date(at).toISOString();
  return { runId, at: time, what: sentence(event, students), file, line, values };
}

const guardianWords: Record<string, string> = {
  create: 'Added',
  update: 'Changed',
  archive: 'Archived',
  restore: 'Back, with the same ID',
};

function sentence({ entity, action, studentId }: AuditEvent, students: ReadonlyMap<number, string>): string {
  if (entity === 'role') return action === 'archive' ? 'No longer uses the account' : 'Account given or changed';
  if (entity !== 'guardian_link') return guardianWords[action] ?? action;
  const child = students.get(studentId ?? 0) ?? `student ${studentId}`;
  const words: Record<string, string> = {
    create: `Linked to ${child}`,
    update: `Link to ${child} changed`,
    archive: `Link to ${child} ended`,
    restore: `Link to ${child} is back`,
  };
  return words[action] ?? `Link to ${child}: ${action}`;
}

async function studentNames(db: Knex, districtId: number, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await query<{ id: number; name: string }>(
    db,
    `select student_id as id, trim(first_name || ' ' || last_name) as name from student
     where district_id = :districtId and student_id = any(cast(:ids as bigint[]))`,
    { districtId, ids },
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
