import { SyncFailure } from '../../../contract/failures.js';
import { type ApiServer, answerInvalid } from '../../api/failures.js';
import type { RowsInError } from '../rows-in-error.js';

export function tokenAnswerInvalid(server: ApiServer): SyncFailure {
  return answerInvalid(server, 'a request for a token without giving one');
}

/** @param feed one of OneRoster's collections */
export function listMissing(server: ApiServer, feed: string): SyncFailure {
  return answerInvalid(server, `the question for ${feed} without a list of them`);
}

export function recordsUnusable(feed: string, inError: RowsInError, read: number): SyncFailure {
  const { count, reasons } = inError;
  return new SyncFailure(
    'RosterRecordsUnusable',
    `Of ${read} records of ${feed} that the OneRoster server gave, ${count} cannot be used, so something is wrong with the whole: ${reasons}. Nothing was applied. Ask the provider.`,
    { details: { feed, inError: count, read }, findings: inError.findings },
  );
}
