import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { finding } from '../findings/catalogue.js';
import type { RunFinding } from '../runs/findings.js';
import type { ParsedCounts } from './counts.js';

/**
 * Rows in error that name no known student could have been anybody's: more than 2 of them, and more than 1 in 1,000, and
 * no link, or none of another kind, ends in this run. docs/guardian-rules.md 2, "Absence counts only where it is sure".
 */
export async function endsInDoubt(
  trx: Knex.Transaction,
  parsed: ParsedCounts,
  kept = 'no link',
): Promise<RunFinding | null> {
  const [row] = await query<{ lines: number }>(
    trx,
    `select count(*) as lines from (
       select line from doubtful_row where kind = 'error'
       group by line having not bool_or(id in (select id from possible_student))) as nobody`,
  );
  const lines = row?.lines ?? 0;
  if (lines <= 2 || lines * 1000 <= parsed.read) return null;
  return { ...finding('ends-withheld', {}, { rows: lines, kept }), details: { rows: lines } };
}
