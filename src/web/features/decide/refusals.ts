import type { SyncFailure } from '../../../contract/failures.js';
import { inDataFolder } from '../../../words/commands.js';
import { count } from '../../../words/numbers.js';
import { PageError } from '../../ui/page-error.js';
import type { Asking } from './asking.js';

/** Why an answer was not taken, with the way back to its run. */
const refusal = (status: number, runId: number, title: string, message: string) =>
  new PageError(status, title, message, { url: `/runs/${runId}`, text: 'To the run' });

export const closed = ({ runId }: Asking) =>
  refusal(
    409,
    runId,
    'This question is no longer open',
    'Someone answered it, a later sync took over, or time ran out. Your click changed nothing. The page of the run shows who answered. The next sync asks again about whatever was not answered.',
  );

export const changed = ({ runId, records }: Asking) =>
  refusal(
    409,
    runId,
    'The list has changed',
    `The list has changed since you opened the page: ${count(records, 'record')} ${records === 1 ? 'waits' : 'wait'} now. Nothing was decided. Look at the list again.`,
  );

export const withoutName = (runId: number) =>
  refusal(
    400,
    runId,
    'Who is deciding?',
    'The record of the run says who decided, so we need your name: up to 60 letters, and not “schedule”, which means the nightly sync. Nothing was decided. Go back and enter your name.',
  );

export const notSent = ({ runId }: Asking, { code, message }: SyncFailure, dataFolder: string | null) =>
  refusal(
    503,
    runId,
    'Your answer was not delivered',
    `Your answer may not have arrived. The page of the run shows whether it counts. ${inDataFolder(message, dataFolder)} (${code})`,
  );
