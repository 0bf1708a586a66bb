import type { EncodingReport, Header } from '../../guardian-file/index.js';
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
  const used = new Set(Object.values(header?.columns ?? {}));
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
    ignoredHeaders: header ? header.names.filter((_, index) => !used.has(index)) : [],
  };
}

/** The database does not keep the order of names. */
function inFileOrder({ columns }: Header): [string, number][] {
  return Object.entries(columns).sort(([, a], [, b]) => a - b);
}
