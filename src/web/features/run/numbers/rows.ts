import type { GuardianRowCounts } from '../../../../runs/counts.js';
import type { RunReport } from '../../../../runs/report.js';
import { rowWords } from '../../../../words/files.js';
import { count, number, percent } from '../../../../words/numbers.js';

/** What became of the rows of one file. */
export interface RowsCard {
  name: string;
  read: string;
  addUp: boolean;
  parts: RowsPart[];
  match: { known: string; named: string; percent: string } | null;
}

/** Rows of one fate, with their place in a bar of 1000 units. */
interface RowsPart {
  kind: string;
  count: string;
  words: string;
  x: number;
  width: number;
}

type FileReport = Partial<Pick<RunReport, 'rows' | 'rowsAddUp' | 'students'>>;

/** Of the files that were read in the run. */
export function rowsCards({ attributes, ...guardians }: FileReport & Pick<RunReport, 'attributes'>): RowsCard[] {
  return [...cardOf('the guardian file', guardians), ...cardOf('the student attributes file', attributes ?? {})];
}

function cardOf(name: string, { rows, rowsAddUp, students }: FileReport): RowsCard[] {
  if (!rows) return [];
  const match = students ? matchOf(students) : null;
  return [{ name, read: number(rows.read), parts: rowParts(rows), addUp: rowsAddUp ?? false, match }];
}

function matchOf({ known, named, rate }: NonNullable<RunReport['students']>): RowsCard['match'] {
  if (rate === null) return null;
  return { known: number(known), named: number(named), percent: percent(rate * 100) };
}

const rowKinds = Object.keys(rowWords) as (keyof typeof rowWords)[];

/** A part of one row in ten thousand is still to be seen. */
const thinnest = 6;

/** The parts that the rows of the file add up from. */
export function rowParts({ read, ...parts }: GuardianRowCounts): RowsPart[] {
  const present = rowKinds.filter((kind) => parts[kind] > 0);
  const widths = present.map((kind) => Math.max(thinnest, Math.floor((parts[kind] / Math.max(1, read)) * 1000)));
  // The widest makes room for the thin ones, and takes what rounding left.
  const widest = widths.indexOf(Math.max(...widths));
  widths[widest]! += 1000 - widths.reduce((sum, width) => sum + width, 0);
  return present.map((kind, n) => ({
    ...{ kind, count: count(parts[kind], 'row'), words: rowWords[kind], width: widths[n]! },
    x: widths.slice(0, n).reduce((sum, width) => sum + width, 0),
  }));
}
