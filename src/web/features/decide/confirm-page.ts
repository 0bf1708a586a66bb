import type { Knex } from 'knex';
import { type RunReport, runReport } from '../../../runs/report.js';
import { count, number } from '../../../words/numbers.js';
import type { Asking } from './asking.js';
import type { Answer, Ask } from './form.js';

/** Asks once more before much is archived or applied. */
export interface ConfirmPage {
  title: string;
  ask: Ask;
  runId: number;
  removes: boolean;
  /** What is archived; null with a hold. */
  records: number | null;
  /** Why it is on hold. */
  held: RunReport['held'];
  by: string;
  token: string;
  button: string;
  back: string;
}

export async function confirmPage(
  db: Knex,
  { runId, records }: Asking,
  { ask, by }: Answer,
  token: string,
): Promise<ConfirmPage> {
  const own = { ask, runId, by, token };
  if (ask === 'hold apply') {
    const { held } = await runReport(db, runId, { findingsPerCode: 0 });
    const words = { title: 'Apply what is on hold?', button: 'Yes, apply it', back: `/runs/${runId}` };
    return { ...own, ...words, held, records: null, removes: false };
  }
  return {
    ...{ ...own, records, held: [], removes: true },
    title: `Archive ${count(records, 'record')}?`,
    button: `Yes, archive ${records === 1 ? 'this 1 record' : `these ${number(records)} records`}`,
    back: `/runs/${runId}/removals`,
  };
}
