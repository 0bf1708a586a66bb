import type { RunReport } from '../../../runs/report.js';
import { entityWords, number } from '../../words.js';

/** What became of what the other run had done, by kind of record. */
export interface RevertedTable {
  run: number;
  rows: { name: string; cells: string[] }[];
}

export function revertedTable({ run, kinds }: NonNullable<RunReport['reverted']>): RevertedTable {
  const rows = Object.entries(kinds).map(([entity, { restored, withdrawn, kept }]) => ({
    name: (entityWords[entity] ?? [entity, entity])[1],
    cells: [restored, withdrawn, kept].map(number),
  }));
  return { run, rows };
}
