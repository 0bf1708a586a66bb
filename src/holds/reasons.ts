import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { type FindingParams, finding, findingKind, type HoldCode } from '../findings/catalogue.js';
import { heldAdvice } from '../findings/sentences.js';
import type { RunContext } from '../runs/context.js';
import type { RunFinding } from '../runs/findings.js';
import type { HoldReason } from '../runs/held.js';

/** A hundredth of a percent is fine enough to tell "worse than then". */
export function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
}

/** About one very file: that it was applied since is known by its content. */
const alwaysAsked: readonly HoldCode[] = ['file-discarded', 'file-reverted'];

/** Those that an admin has not applied before at a figure as bad or worse. */
export async function notApplied(
  trx: Knex.Transaction,
  run: RunContext,
  reasons: readonly HoldReason[],
): Promise<HoldReason[]> {
  if (reasons.length === 0) return [];
  const applied = await query<{ code: HoldCode; figure: number }>(
    trx,
    `select distinct on (x.code) x.code, cast(x.figure as float) as figure
     from decision d
     join run r using (district_id, run_id)
     cross join lateral jsonb_to_recordset(d.details -> 'reasons') as x (code text, figure numeric)
     where r.district_id = :districtId and r.scope_id = :scopeId and d.question = 'hold' and d.answer = 'apply'
     order by x.code, d.decided_at desc`,
    { districtId: run.districtId, scopeId: run.scopeId },
  );
  const figures = new Map(applied.map(({ code, figure }) => [code, figure]));
  return reasons.filter(({ code, figure }) => alwaysAsked.includes(code) || figure > (figures.get(code) ?? -1));
}

/** A reason in the words of its finding. */
export function holdReason<Code extends HoldCode>(
  code: Code,
  figure: number,
  ...params: FindingParams<`held-${Code}`>
): HoldReason {
  return { code, figure, message: finding(`held-${code}`, {}, ...params).message };
}

export function holdFindings(reasons: readonly HoldReason[], file: string | null): RunFinding[] {
  return reasons.map(({ code, figure, message }) => ({
    severity: findingKind(`held-${code}`).severity,
    code: `held-${code}`,
    file,
    message: `${message} ${heldAdvice}`,
    details: { figure },
  }));
}
