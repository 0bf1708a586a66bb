import { SyncFailure } from '../contract/failures.js';
import { filePurposes } from './file-failures.js';

/** What may be there a little later; an archive that breaks off may be whole then. */
const passing = new Set([
  ...filePurposes.flatMap((purpose) => [`${purpose}NotFound`, `${purpose}StillWriting`]),
  ...['ZipDamaged', 'GzipDamaged'],
]);

/**
 * A file that may still come is looked for every 15 minutes, and after the deadline needs a person's attention.
 *
 * @param waitUntil epoch milliseconds; null: it isn't waited for
 */
export async function untilDeadline<Result>(
  waitUntil: number | null,
  work: () => Promise<Result>,
  lookAgainSeconds = 15 * 60,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SyncFailure) || !passing.has(error.code)) throw error;
    const { code, message, details, reportMessage } = error;
    const secondsLeft = waitUntil === null ? 0 : (waitUntil - Date.now()) / 1000;
    if (secondsLeft <= 0) throw new SyncFailure(code, message, { details, reportMessage });
    const retryAfterSeconds = Math.min(lookAgainSeconds, Math.max(1, secondsLeft));
    throw new SyncFailure(code, message, { retryable: true, retryAfterSeconds, details, reportMessage });
  }
}
