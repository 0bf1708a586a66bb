import type { SyncFailure } from '../../../contract/failures.js';
import { answerInvalid } from '../../api/failures.js';

export function tokenAnswerInvalid(source: string, url: URL): SyncFailure {
  return answerInvalid(source, url, 'a request for a token without giving one');
}

/** @param feed one of OneRoster's collections */
export function listMissing(source: string, url: URL, feed: string): SyncFailure {
  return answerInvalid(source, url, `the question for ${feed} without a list of them`);
}
