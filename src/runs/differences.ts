import type { Knex } from 'knex';
import { query, sqlFile } from '../db/sql-files.js';
import type { EntityCounts } from './counts.js';
import type { RunReport } from './report/types.js';

const sql = sqlFile(import.meta.url, './differences.sql')();

/** What became of a record in a run: made, changed, ended, or back after an end. */
export type Effect = 'created' | 'updated' | 'archived' | 'restored';

export interface Difference {
  entity: 'student' | 'staff' | 'guardian' | 'guardian_link';
  effect: Effect;
  name: string;
  /** A student's grade, a staff member's title, a guardian's children. */
  about: string;
  /** Changed columns, with the values as stored; empty but for updates. */
  values: { column: string; before: string; after: string }[];
  /** How many there are of this entity and effect, listed or not. */
  total: number;
}

interface Row {
  entity: Difference['entity'];
  action: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  total: number;
  name: string | null;
  about: string | null;
}

const effects: Record<string, Effect> = {
  create: 'created',
  update: 'updated',
  archive: 'archived',
  restore: 'restored',
};

/**
 * The people whom a run touched, and their links: the first `limit` of each entity and effect.
 *
 * @returns null for a scope's first run, to which everything was new
 */
export async function runDifferences(
  db: Knex,
  { districtId, runId }: { districtId: number; runId: number },
  counts: RunReport['counts'],
  limit: number,
): Promise<Difference[] | null> {
  const [earlier] = await query(
    db,
    `select from run r join run earlier using (district_id, scope_id)
     where r.district_id = :districtId and r.run_id = :runId and earlier.run_id < r.run_id
       and earlier.kind <> 'preview' and earlier.counts <> '{}'
     limit 1`,
    { districtId, runId },
  );
  if (!earlier) return null;
  // created_run has no index: who was made is looked for only if somebody was.
  const made = {
    students: madeAny(counts.roster?.students),
    staff: madeAny(counts.roster?.staff),
    guardians: madeAny(counts.guardians?.guardians),
  };
  const rows = await query<Row>(db, sql, { districtId, runId, limit, ...made });
  return rows.map(({ entity, action, before, after, total, name, about }) => ({
    ...{ entity, effect: effects[action]!, name: name ?? '', about: about ?? '', total },
    values: action === 'update' ? changedValues(before, after) : [],
  }));
}

const madeAny = (counts: EntityCounts | undefined) => (counts?.created ?? 0) > 0;

function changedValues(before: Row['before'], after: Row['after']): Difference['values'] {
  return Object.keys(after)
    .filter((column) => !bookkeeping.has(column))
    .map((column) => ({ column, before: textOf(before[column]), after: textOf(after[column]) }));
}

const bookkeeping = new Set(['source_run', 'source_line', 'archived_at', 'end_reason']);
const textOf = (value: unknown) => (value == null ? '' : typeof value === 'string' ? value : JSON.stringify(value));
