import { fieldName, whyNotRead } from '../../../../guardian-file/index.js';
import type { ReportFile } from '../../../../runs/report.js';
import { delimiterName } from '../../../../words/files.js';
import { size } from '../../../../words/numbers.js';
import { when } from '../../../../words/times.js';

/** The guardian file as it came, and what its columns were taken for. */
export interface FileFacts {
  path: string;
  size: string;
  modified: string | null;
  separator: string | null;
  sha256: string;
  /** Why its encoding is what it was taken for. */
  readAs: string | null;
  headers: { header: string; column: string | null; why: string }[];
}

export function fileFacts(file: ReportFile, timeZone: string): FileFacts {
  return {
    path: file.path,
    size: size(file.size),
    modified: file.modifiedAt && when(file.modifiedAt, timeZone),
    separator: file.delimiter && delimiterName(file.delimiter),
    sha256: file.sha256,
    readAs: file.encoding?.evidence ?? null,
    headers: file.headers.map((reading) => ({
      header: reading.header || '(no header)',
      column: reading.column && [reading.group, fieldName(reading.column)].filter(Boolean).join(': '),
      why: whyNotRead(reading),
    })),
  };
}
