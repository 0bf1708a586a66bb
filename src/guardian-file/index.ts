/**
 * The check core of the guardian file: synchronous, over byte chunks, without Node, so that the sync, the command line
 * and the browser judge a file alike. Docs: the guardian file, section 1.
 */
export {
  type BatchOptions,
  BatchParser,
  type ErrorRow,
  type Position,
  type RowCounts,
  type Taken,
} from './batch.js';
export { type CheckOptions, type CheckReport, checkGuardianFile, type FileSource } from './check.js';
export { COLUMN_ALIASES, COLUMNS as guardianColumns, type Column } from './columns.js';
export { DELIMITERS, type Delimiter } from './csv.js';
export { createTranscoder, type Decoder, textDecoder } from './decoding.js';
export { normaliseEmail } from './email.js';
export { type EncodingReport, EncodingScanner, encodingNotice } from './encoding.js';
export type { Encoding } from './encoding-name.js';
export { checkFileName, checkFileSize } from './file-name.js';
export { FINDINGS, type Finding, type FindingCode, type Severity } from './findings.js';
export { HEAD_BYTES, type Header, type HeaderOptions, readHeader } from './header.js';
export { isKnownCountry, normalisePhone } from './phone.js';
export { FileRefused, REFUSALS, type RefusalCode, type RefusalDetails } from './refusals.js';
export { type GuardianRow, RULES_VERSION } from './row.js';
export { cleanText } from './text.js';
export { assertRowsUsable } from './usable.js';
export { CONTACT_TYPES, type ContactType, RELATIONSHIPS, type Relationship } from './vocabulary.js';
