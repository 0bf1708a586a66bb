import type { Knex } from 'knex';
import { query, sqlFile } from '../../../../db/sql-files.js';
import type { ReportFile } from '../../../../runs/report.js';

const guardianOnLineSql = sqlFile(import.meta.url, './guardian-on-line.sql')();

/** As the check core reports it: the first byte that is not UTF-8, and what it became. */
export interface FirstInvalid {
  byte: number;
  line: number;
  became: string;
}

/** A word of the file as bytes, and as each reading makes it. */
export interface Evidence {
  line: number;
  word: string;
  /** What the word would be if the file were taken for UTF-8. */
  misread: string;
  bytes: { hex: string; isEvidence: boolean }[];
}

/**
 * The word that gave the encoding away, from the guardian of that line; an earlier run may have read it from the same
 * file. Null if the file was UTF-8, or the line made no guardian.
 */
export async function findEvidence(
  db: Knex,
  run: { districtId: number; scopeId: number },
  file: ReportFile | null,
  firstInvalid: FirstInvalid | null,
): Promise<Evidence | null> {
  if (file?.encoding?.name !== 'windows-1252' || !firstInvalid) return null;
  const { line, became } = firstInvalid;
  const [row] = await query<{ name: string }>(db, guardianOnLineSql, { ...run, line, sha256: file.sha256 });
  const word = row?.name.split(' ').find((part) => part.includes(became));
  // Above U+00FF the bytes of Windows-1252 are other ones than the code points.
  if (!word || [...word].some((letter) => letter.codePointAt(0)! > 0xff)) return null;
  const bytes = Buffer.from(word, 'latin1');
  return {
    line,
    word,
    misread: new TextDecoder('utf-8').decode(bytes),
    bytes: [...bytes].map((byte) => ({
      hex: byte.toString(16).toUpperCase().padStart(2, '0'),
      isEvidence: byte >= 0x80,
    })),
  };
}
