import {
  type BatchOptions,
  BatchParser,
  FileNotes,
  FileRefused,
  type Header,
  type HeaderOptions,
  type Position,
  type RowCounts,
  readHeader,
  type Taken,
} from '../../src/guardian-file/index.js';

export const HEADER =
  'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,homePhone,language,relationship,contactType';

const encoder = new TextEncoder();

export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? encoder.encode(content) : content;
}

export function concat(...parts: (string | Uint8Array | number[])[]): Uint8Array {
  return Uint8Array.from(
    Buffer.concat(parts.map((part) => (Array.isArray(part) ? Uint8Array.from(part) : bytesOf(part)))),
  );
}

export interface Read extends Taken {
  header: Header;
  counts: RowCounts;
  batches: number;
}

export type ReadOptions = Partial<Omit<BatchOptions, 'header' | 'start'>> & HeaderOptions & { chunk?: number };

/** Reads a whole file as the sync does: batch after batch, each from where the one before ended. */
export function readFile(content: string | Uint8Array, options: ReadOptions = {}): Read {
  const bytes = bytesOf(content);
  const header = readHeader(bytes.subarray(0, 130_000), options);
  const read: Read = {
    header,
    rows: [],
    findings: [],
    errorRows: [],
    counts: { read: 0, good: 0, error: 0, blank: 0, leftOut: 0 },
    batches: 0,
  };
  const notes = new FileNotes();
  let start: Position | null = { offset: header.dataOffset, line: header.dataLine };
  while (start !== null) {
    const batch: BatchParser = new BatchParser({
      maxRows: 50_000,
      country: 'US',
      contactTypes: null,
      encoding: 'utf-8',
      ...options,
      header,
      start,
    });
    const chunk = options.chunk ?? 65_536;
    for (let at = start.offset; at < bytes.length && !batch.full; at += chunk)
      batch.push(bytes.subarray(at, at + chunk));
    if (!batch.full) batch.end();
    const taken = batch.take();
    read.rows.push(...taken.rows);
    read.findings.push(...taken.findings);
    read.errorRows.push(...taken.errorRows);
    notes.addAll(batch.notes());
    for (const name of Object.keys(read.counts) as (keyof RowCounts)[]) read.counts[name] += batch.counts[name];
    read.batches++;
    start = batch.next;
  }
  read.findings.push(...notes.findings());
  return read;
}

/** A good row of the header above, with changes by column index. */
export function row(student: string, changes: Record<number, string> = {}): string {
  const cells = [
    student,
    `G${student}`,
    'Mia',
    'Lopez',
    `mia.${student}@example.org`,
    '201-555-0123',
    '',
    'es',
    'Mother',
    '',
  ];
  for (const [index, cell] of Object.entries(changes)) cells[Number(index)] = cell;
  return cells.join(',');
}

export function fileOf(...rows: string[]): string {
  return [HEADER, ...rows, ''].join('\n');
}

export function codes(read: Pick<Taken, 'findings'>): string[] {
  return read.findings.map(({ code }) => code);
}

type Outcome = Omit<Read, 'header' | 'batches'> | { refused: string; line: unknown };

/** What a whole file comes to, a refusal too. */
export function outcome(bytes: Uint8Array, options: ReadOptions): Outcome {
  try {
    const { rows, findings, errorRows, counts } = readFile(bytes, options);
    return { rows, findings, errorRows, counts };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { refused: error.code, line: error.details.line };
  }
}
