import type { SyncFailure } from '../../../contract/failures.js';
import { PageError } from '../../ui/page-error.js';
import { count } from '../../words.js';
import type { Asking } from './asking.js';

/** Why an answer was not taken, with the way back to its run. */
const refusal = (status: number, runId: number, title: string, message: string) =>
  new PageError(status, title, message, { url: `/runs/${runId}`, text: 'To the page of the run' });

export const closed = ({ runId }: Asking) =>
  refusal(
    409,
    runId,
    'This question is not open any more',
    'Somebody has answered it, a later sync has taken over, or the time to answer was up. Nothing was changed by this click. The page of the run says who answered; what was not answered the next sync asks again.',
  );

export const changed = ({ runId, records }: Asking) =>
  refusal(
    409,
    runId,
    'The list has changed',
    `Since you opened the page the list has changed: ${count(records, 'record')} ${records === 1 ? 'waits' : 'wait'} now. Nothing was decided. Look at the list again.`,
  );

export const withoutName = (runId: number) =>
  refusal(
    400,
    runId,
    'Who decides?',
    'The record of the run says who decided, so a name is needed: up to 60 letters, and not “schedule”, which stands for the nightly sync. Nothing was decided. Go back and fill it in.',
  );

export const notSent = ({ runId }: Asking, { code, message }: SyncFailure) =>
  refusal(
    503,
    runId,
    'Not answered yet',
    `Your answer could not be handed over, so it may not count; the page of the run shows whether it does. ${message} (${code})`,
  );
