import type { Column, EncodingReport, Header, Reading } from '../../guardian-file/index.js';
import type { FetchedFile } from '../received-files.js';
import type { ReportFile } from './types.js';

/** What closeRun stores: the facts of the fetched file, and those of the decoded one if it came that far. */
export type StoredFile = FetchedFile & { encoding?: EncodingReport; header?: Header };

export function reportFile({
  name,
  uploadedAs,
  path,
  size,
  modifiedAt,
  sha256,
  encoding,
  header,
}: StoredFile): ReportFile {
  return {
    name: uploadedAs ?? name,
    path,
    size,
    modifiedAt,
    sha256,
    encoding: encoding
      ? { name: encoding.encoding, pinned: encoding.pinned, byteOrderMark: encoding.bom, evidence: encoding.sentence }
      : null,
    delimiter: header?.delimiter ?? null,
    columns: header
      ? Object.fromEntries(inFileOrder(header).map(([column, index]) => [column, header.names[index] ?? '']))
      : null,
    headers: header ? headersOf(header) : [],
  };
}

/** The database does not keep the order of names. */
function inFileOrder({ columns }: Header): [string, number][] {
  return Object.entries(columns).sort(([, a], [, b]) => a - b);
}

/** An earlier version kept no more than which header is which column. */
function headersOf({ names, columns, readings }: Header): Reading[] {
  if (readings) return readings;
  const columnAt = new Map(Object.entries(columns).map(([column, index]) => [index, column as Column]));
  return names.map((header, index) => ({ header, column: columnAt.get(index) ?? null }));
}
