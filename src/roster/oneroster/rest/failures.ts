import { SyncFailure } from '../../../contract/failures.js';
import { answerInvalid } from '../../api/failures.js';

export function tokenAnswerInvalid(source: string, url: URL): SyncFailure {
  return answerInvalid(source, url, 'a request for a token without giving one');
}

/** @param feed one of OneRoster's collections */
export function listMissing(source: string, url: URL, feed: string): SyncFailure {
  return answerInvalid(source, url, `the question for ${feed} without a list of them`);
}

export function recordsUnusable(feed: string, inError: number, read: number): SyncFailure {
  return new SyncFailure(
    'RosterRecordsUnusable',
    `Of ${read} records of ${feed} that the OneRoster server gave, ${inError} cannot be used, so something is wrong with the whole. Nothing was applied; the report says what they lack. Ask the provider.`,
    { details: { feed, inError, read } },
  );
}
