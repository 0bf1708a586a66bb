import type { Knex } from 'knex';
import type { RunStatus } from '../../../contract/status.js';
import { query, sqlFile } from '../../../db/sql-files.js';
import { heldParts, openQuestions } from '../../../syncs/questions.js';
import { NotFound, noRun } from '../../ui/page-error.js';

const askingSql = sqlFile(import.meta.url, './asking.sql')();

/** What a run asks people, from its record: whether its sync still waits, only Temporal knows. */
export interface Asking {
  districtId: number;
  scopeId: number;
  scope: string;
  runId: number;
  removals: { kind: string; count: number }[];
  /** Of all kinds. */
  records: number;
  hold: boolean;
  retry: boolean;
}

interface Row {
  district_id: number;
  scope_id: number;
  slug: string;
  status: RunStatus;
  closed: boolean;
  latest: boolean;
}

/**
 * Nothing of a run that a later one of the scope has followed: that one asks now. Dry runs ask nothing and disturb
 * nothing.
 *
 * @throws NotFound
 */
export async function whatIsAsked(db: Knex, runId: number): Promise<Asking> {
  const [row] = await query<Row>(db, askingSql, { runId });
  if (!row) throw new NotFound(noRun);
  const run = { districtId: row.district_id, scopeId: row.scope_id, runId };
  const asking = { ...run, scope: row.slug, removals: [], records: 0, hold: false, retry: false };
  const waits = ['threshold', 'held', 'needs_attention'].includes(row.status) && row.closed && row.latest;
  if (!waits) return asking;
  const { removals, hold } = await openQuestions(db, run, await heldParts(db, run));
  const records = removals.reduce((sum, { count }) => sum + count, 0);
  return { ...asking, removals, records, hold: hold.length > 0, retry: row.status === 'needs_attention' };
}
