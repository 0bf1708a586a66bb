import { SyncFailure } from '../contract/failures.js';

/** What a file is fetched for: the first part of its failures' codes. */
export const filePurposes = ['GuardianFile', 'AttributeFile', 'Roster'] as const;
export type FilePurpose = (typeof filePurposes)[number];

const MAX_NAMES_LISTED = 20;

/** Retryable: the file may come later in the night. */
export function notFound(purpose: FilePurpose, wanted: string, names: readonly string[]): SyncFailure {
  const listed = names.slice(0, MAX_NAMES_LISTED);
  const more = names.length > listed.length ? ` and ${names.length - listed.length} more` : '';
  const found = listed.length === 0 ? 'The folder is empty' : `The folder holds: ${listed.join(', ')}${more}`;
  return new SyncFailure(
    `${purpose}NotFound`,
    `There is no ${wanted} in the SFTP folder. ${found}. Check the folder in the SFTP settings and the name under which the file is exported.`,
    { retryable: true, details: { wanted, found: listed, foundCount: names.length } },
  );
}

/**
 * Retryable: the upload may end.
 *
 * @param evidence a clause such as "its size changed while we looked"
 */
export function stillWriting(purpose: FilePurpose, name: string, evidence: string): SyncFailure {
  return new SyncFailure(
    `${purpose}StillWriting`,
    `${name} is still being written: ${evidence}. It is looked at again later; if this stays, let the export end before the sync starts, or write under another name and rename the file when it is complete.`,
    { retryable: true, details: { file: name } },
  );
}

export function tooLarge(purpose: FilePurpose, name: string, maxBytes: number): SyncFailure {
  return new SyncFailure(
    `${purpose}TooLarge`,
    `${name} is larger than the limit of ${maxBytes} bytes. Check that the right file was exported; if it is, raise the limit in the settings.`,
    { details: { file: name, maxBytes } },
  );
}
