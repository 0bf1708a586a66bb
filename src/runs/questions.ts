import type { Knex } from 'knex';
import type { Questions, SyncPart } from '../contract/status.js';
import { query } from '../db/sql-files.js';
import type { Held } from '../holds/reasons.js';
import type { RunContext } from './context.js';

/** The step whose done-marker tells what a part came to. */
export const lastStepOf = {
  roster: 'applyRoster',
  guardians: 'reconcileGuardians',
  attributes: 'applyAttributes',
} as const;
export type DecidablePart = keyof typeof lastStepOf;
/** In SQL: the part that a withheld record belongs to. */
export const partOfKind = `case kind when 'guardianLinks' then 'guardians' when 'studentAttributes' then 'attributes' else 'roster' end`;
type RunIds = Pick<RunContext, 'districtId' | 'scopeId' | 'runId'>;

/** By part, why nothing of it was applied in this run. */
export type HeldParts = Partial<Record<DecidablePart, Held>>;

export async function heldParts(trx: Knex | Knex.Transaction, run: RunIds): Promise<HeldParts> {
  const rows = await query<{ step: string; result: Held }>(
    trx,
    `select step, result from run_step
     where district_id = :districtId and run_id = :runId and step = any (cast(:steps as text[]))
       and result -> 'held' is not null`,
    { districtId: run.districtId, runId: run.runId, steps: Object.values(lastStepOf) },
  );
  return Object.fromEntries(rows.map(({ step, result }) => [partOf(step), result]));
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
         and s.step = cast(:lastStepOf as jsonb) ->> w.part and s.result -> 'held' is null)
     group by w.part, w.kind order by w.kind`,
    { ...values, lastStepOf: JSON.stringify(lastStepOf) },
  );
  const [discarded] = await query(
    trx,
    `select from decision where district_id = :districtId and run_id = :runId and question = 'hold' and answer = 'discard'`,
    values,
  );
  const hold = discarded
    ? []
    : Object.entries(held).flatMap(([part, { held: reasons }]) =>
        reasons.map(({ code }) => ({ part: part as SyncPart, code })),
      );
  return { removals, hold };
}

function partOf(step: string): DecidablePart {
  return (Object.keys(lastStepOf) as DecidablePart[]).find((part) => lastStepOf[part] === step)!;
}
