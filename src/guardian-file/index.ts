/**
 * The check core of the guardian file: synchronous, over byte chunks, without Node, so that the sync, the command line
 * and the browser judge a file in the same way. docs/guardian-rules.md 1.
 */
export {
  type BatchOptions,
  BatchParser,
  type ErrorRow,
  type Position,
  type RowCounts,
  type RowReader,
  type Taken,
} from './batch.js';
export { type CellDamage, cleanNameCell } from './cells.js';
export {
  type CheckOptions,
  type CheckReport,
  checkFile,
  checkGuardianFile,
  type FileSource,
} from './check.js';
export {
  COLUMN_ALIASES,
  COLUMNS as guardianColumns,
  type Column,
  headerKey,
  nearestHeader,
} from './columns.js';
export { createTranscoder, type Decoder, textDecoder } from './decoding.js';
export { nearest } from './edit-distance.js';
export { type EncodingReport, EncodingScanner, encodingNotice } from './encoding.js';
export type { Encoding } from './encoding-name.js';
export { checkFileSize } from './file-name.js';
export { type FileNote, FileNotes, isNoteCode } from './file-notes.js';
export {
  type FindingKind,
  type FindingOf,
  fill,
  findingMaker,
  type ParamsOf,
  type PeopleKey,
  type Severity,
  severities,
} from './finding-kinds.js';
export { FINDINGS, type Finding, type FindingCode, type FindingParams, finding } from './findings.js';
export { type Header, type HeaderOptions, readHeader, readHeaderLine } from './header.js';
export { fieldName, whyNotRead } from './header-findings.js';
export { columnOf, meaningOf } from './header-meaning.js';
export { listHeaders } from './list-headers.js';
export type { Reading } from './person-columns.js';
export { isKnownCountry, normalizePhone } from './phone.js';
export { isFixedPhone } from './phone-type.js';
export { phoneAsReceived, receivedPhone } from './received-phone.js';
export { FileRefused, REFUSALS } from './refusals.js';
export type { GuardianRow, NoRow } from './row.js';
export { WIDTH_CAUSES } from './row-width.js';
export { CODE_VERSION, RULES } from './rules.js';
export { MAX_TEXT, StudentIdReader } from './student-id.js';
export { cleanText, isBlankRow } from './text.js';
export { assertRowsUsable } from './usable.js';
export { CONTACT_TYPES, normalizeRelationship, RELATIONSHIPS } from './vocabulary.js';
export { splitWholeName } from './whole-name.js';
