import type { Knex } from 'knex';
import { kindsOf, partAppliedBy, type StagedPart, type SyncPart, stagedParts, stepsOf } from '../contract/parts.js';
import type { Questions } from '../contract/status.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import type { Held, HeldParts } from '../runs/held.js';

/** In SQL: the part that a withheld record belongs to. */
export const partOfKind = `case kind ${stagedParts
  .flatMap((part) => kindsOf(part).map((kind) => `when '${kind}' then '${part}'`))
  .join(' ')} end`;

/** The step whose done-marker tells what a part came to. */
const appliedBy = Object.fromEntries(stagedParts.map((part) => [part, stepsOf(part).apply]));

type RunIds = Pick<RunContext, 'districtId' | 'scopeId' | 'runId'>;

export async function heldParts(trx: Knex | Knex.Transaction, run: RunIds): Promise<HeldParts> {
  const rows = await query<{ step: string; result: Held }>(
    trx,
    `select step, result from run_step
     where district_id = :districtId and run_id = :runId and step = any (cast(:steps as text[]))
       and result -> 'held' is not null`,
    { districtId: run.districtId, runId: run.runId, steps: Object.values(appliedBy) },
  );
  return Object.fromEntries(rows.map(({ step, result }) => [partAppliedBy[step], result]));
}

/**
 * What a person is asked after this run: about removals that are withheld, since tonight or before, of parts that this run
 * applied; and about parts that it held, unless they were discarded.
 */
export async function openQuestions(trx: Knex | Knex.Transaction, run: RunIds, held: HeldParts): Promise<Questions> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const removals = await query<{ part: SyncPart; kind: string; count: number }>(
    trx,
    `select w.part, w.kind, count(*) as count
     from (select *, ${partOfKind} as part from withheld) w
     where w.district_id = :districtId and w.scope_id = :scopeId and w.decision is null
       and exists (select from run_step s where s.district_id = :districtId and s.run_id = :runId
         and s.step = cast(:appliedBy as jsonb) ->> w.part and s.result -> 'held' is null)
     group by w.part, w.kind order by w.kind`,
    { ...values, appliedBy: JSON.stringify(appliedBy) },
  );
  const [discarded] = await query(
    trx,
    `select from decision where district_id = :districtId and run_id = :runId and question = 'hold' and answer = 'discard'`,
    values,
  );
  const hold = discarded
    ? []
    : Object.entries(held).flatMap(([part, { held: reasons }]) =>
        reasons.map(({ code }) => ({ part: part as StagedPart, code })),
      );
  return { removals, hold };
}
