import type { Knex } from 'knex';
import { type FilePart, stepsOf } from '../../contract/parts.js';
import {
  type BatchOptions,
  BatchParser,
  type GuardianRow,
  type Header,
  readHeader,
} from '../../guardian-file/index.js';
import type { RunContext } from '../../runs/context.js';
import type { SyncSettings } from '../../settings/sync-settings.js';
import {
  countStagedGuardianRows,
  createGuardianStaging,
  dropGuardianStaging,
  type ErrorRow,
  stageGuardianRows,
} from '../stage.js';

/** What the files of a scope's SFTP folder differ by on their way into the staging tables. */
export interface FileKind<Row extends object> {
  /** The name agreed on, in lower case, and that of the sister file. */
  fileName: string;
  otherName: string;
  /** The name or pattern by which the settings look for it. */
  nameIn(settings: SyncSettings): string;
  /** The first part of its failures' codes. */
  purpose: 'GuardianFile' | 'AttributeFile';
  /** The part that reads it; its blobs are kept for that. */
  part: FilePart;
  /** Names of its steps. */
  steps: { fetch: string; decode: string; parse: string };
  /** @throws FileRefused */
  readHeader(head: Uint8Array, settings: SyncSettings): Header;
  parser(
    options: Pick<BatchOptions, 'header' | 'start' | 'maxRows' | 'encoding'>,
    settings: SyncSettings,
  ): BatchParser<Row>;
  staging: {
    create(trx: Knex.Transaction, run: RunContext): Promise<void>;
    drop(trx: Knex.Transaction, run: RunContext): Promise<void>;
    /** `errorRows` may fill up while `rows` are read. */
    write(
      trx: Knex.Transaction,
      run: RunContext,
      batch: number,
      rows: AsyncIterable<Iterable<Row>>,
      errorRows: Iterable<ErrorRow>,
    ): Promise<number>;
    count(db: Knex, run: RunContext): Promise<number>;
  };
}

export const guardianFile: FileKind<GuardianRow> = {
  fileName: 'guardians.csv',
  otherName: 'student_attributes.csv',
  nameIn: ({ guardians }) => guardians.fileName,
  purpose: 'GuardianFile',
  part: 'guardians',
  steps: stepsOf('guardians'),
  readHeader: (head, { guardians: { columnMapping, contactTypes }, roster: { studentIdField } }) =>
    readHeader(head, { columnMapping, contactTypes, studentIdField }),
  parser: (options, { country, guardians: { contactTypes, leaveOutNoContact } }) =>
    new BatchParser({ ...options, country, contactTypes, leaveOutNoContact }),
  staging: {
    create: createGuardianStaging,
    drop: dropGuardianStaging,
    write: stageGuardianRows,
    count: countStagedGuardianRows,
  },
};
