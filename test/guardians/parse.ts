import {
  BatchParser,
  createTranscoder,
  EncodingScanner,
  type ErrorRow,
  encodingNotice,
  type Finding,
  type GuardianRow,
  type Position,
  type RowCounts,
  readHeader,
} from '../../src/guardian-file/index.js';

export interface ParsedBatch {
  rows: GuardianRow[];
  errorRows: ErrorRow[];
}

export interface ParsedFile {
  batches: ParsedBatch[];
  findings: Finding[];
  counts: RowCounts;
  hasPhoneTypes?: boolean;
}

/** A whole file in memory through the check core, in batches of `maxRows`. */
export function parseFile(bytes: Uint8Array, maxRows = 50_000): ParsedFile {
  const scanner = new EncodingScanner(null);
  scanner.push(bytes);
  const encoding = scanner.end();
  const transcoder = createTranscoder(encoding);
  const utf8 = Buffer.concat([transcoder.push(bytes), transcoder.end()]);
  const header = readHeader(utf8);
  const notice = encodingNotice(encoding);
  const file: ParsedFile = {
    batches: [],
    findings: [...(notice ? [notice] : []), ...header.findings],
    counts: { read: 0, good: 0, error: 0, blank: 0, leftOut: 0 },
    hasPhoneTypes: header.people?.some(({ phones }) => phones !== undefined) ?? false,
  };
  let start: Position | null = { offset: header.dataOffset, line: header.dataLine };
  while (start !== null) {
    const parser: BatchParser = new BatchParser({
      header,
      start,
      maxRows,
      country: 'US',
      contactTypes: null,
      encoding: encoding.encoding,
    });
    parser.push(utf8.subarray(start.offset));
    if (!parser.full || parser.next!.offset >= utf8.length) parser.end();
    const { rows, errorRows, findings } = parser.take();
    file.batches.push({ rows, errorRows });
    file.findings.push(...findings);
    for (const name of Object.keys(file.counts) as (keyof RowCounts)[]) file.counts[name] += parser.counts[name];
    start = parser.next;
  }
  return file;
}
