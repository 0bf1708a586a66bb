import { SyncFailure } from '../../../contract/failures.js';
import type { RowsInError } from '../rows-in-error.js';

/** Names listed in a message: as many as help. */
const LISTED = 40;

/** A refusal of one file. The report names headers and files found, which history and logs must not hold. */
export function refused(
  code: string,
  sentence: string,
  found?: { what: string; names: readonly string[] },
): SyncFailure {
  const reportMessage = found && `${sentence} ${found.what}: ${listed(found.names)}.`;
  return new SyncFailure(code, sentence, reportMessage === undefined ? {} : { reportMessage });
}

/** @param inError the rows that are why */
export function damagedFile(file: string, why: string, inError?: RowsInError): SyncFailure {
  const message = `The roster file ${file} ${why}. Nothing was applied; export it again.`;
  return new SyncFailure('RosterFileDamaged', message, inError ? { findings: inError.findings } : {});
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, LISTED).map((name) => name.slice(0, 60));
  return names.length > LISTED ? `${shown.join(', ')} and ${names.length - LISTED} more` : shown.join(', ');
}
