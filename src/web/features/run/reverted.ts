import type { RunReport } from '../../../runs/report.js';
import { number } from '../../../words/numbers.js';
import { recordNoun } from '../../../words/record-kinds.js';

/** What became of what the other run had done, by kind of record. */
export interface RevertedTable {
  run: number;
  rows: { name: string; cells: string[] }[];
}

export function revertedTable({ run, kinds }: NonNullable<RunReport['reverted']>): RevertedTable {
  const rows = Object.entries(kinds).map(([entity, { restored, withdrawn, kept }]) => ({
    name: recordNoun(entity, 2),
    cells: [restored, withdrawn, kept].map(number),
  }));
  return { run, rows };
}
