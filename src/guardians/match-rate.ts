import type { Knex } from 'knex';
import { query, sqlFile } from '../db/sql-files.js';
import { holdReason, percentage } from '../holds/reasons.js';
import type { RunContext } from '../runs/context.js';
import type { HoldReason } from '../runs/held.js';

const otherRates = sqlFile(import.meta.url, './sql/other-match-rates.sql')();
const shapesListed = 3;

interface OtherRates {
  rates: { field: string; known: number }[] | null;
  file_ids: string[] | null;
  roster_ids: string[] | null;
}

const fieldNames: Record<string, string> = {
  source_id: "STUDENT ID (the roster's own ID)",
  student_number: 'STUDENT NUMBER',
  state_id: 'the state ID',
  username: 'the username',
  'without leading zeros': 'the IDs without their leading zeros',
};

/**
 * Whether file and roster are of one district. The sentence says what rate every other id field, and ids without leading
 * zeros, would give, and shows ids of both sides by their shape alone. docs/guardian-rules.md 3.
 *
 * @param code of the reason: what an admin applied of one file says nothing about another
 */
export async function matchRate(
  trx: Knex.Transaction,
  run: Pick<RunContext, 'districtId' | 'scopeId' | 'scope' | 'settings'>,
  code: 'match-rate' | 'attributes-match-rate' = 'match-rate',
): Promise<{ students: { named: number; known: number }; reasons: HoldReason[] }> {
  const [students] = await query<{ named: number; known: number }>(
    trx,
    `select count(*) as named, count(*) filter (where is_known) as known
     from (select bool_or(student_id is not null) as is_known from file_row group by student_sis_id) as student`,
  );
  const { named, known } = students!;
  if (known * 100 >= named * run.settings.hold.matchRatePercent) return { students: { named, known }, reasons: [] };
  const [found] = await query<OtherRates>(trx, otherRates, { districtId: run.districtId, scopeId: run.scopeId });
  const better = (found?.rates ?? []).filter((other) => other.known > known);
  const others = better.map(
    ({ field, known: count }) => `${fieldNames[field] ?? `the ID "${field}"`} would give ${percentage(count, named)}%`,
  );
  const hint =
    others.length > 0
      ? `Of the other IDs, ${others.join(', ')}.`
      : 'No other ID field of the roster would give more, and neither would the IDs without leading zeros.';
  const reason = holdReason(code, percentage(named - known, named), {
    ...{ known, named, percent: percentage(known, named), scope: run.scope, hint },
    field: run.settings.roster.studentIdField,
    fileIds: shapes(found?.file_ids),
    rosterIds: shapes(found?.roster_ids),
  });
  return { students: { named, known }, reasons: [reason] };
}

function shapes(ids: readonly string[] | null | undefined): string {
  return (ids ?? []).slice(0, shapesListed).map(shapeOf).join(', ') || '(none)';
}

/** `00-1234` as `00-9999`: leading zeros, other digits and letters, so that nobody's id is told. */
export function shapeOf(id: string): string {
  const [zeros] = /^0*/.exec(id)!;
  const rest = id.slice(zeros.length).replace(/[^\s\-_./]/gu, (sign) => {
    if (/\d/.test(sign)) return '9';
    return /\p{Lu}/u.test(sign) ? 'A' : /\p{L}/u.test(sign) ? 'a' : '?';
  });
  return `${zeros}${rest}`.slice(0, 20);
}
