import { ApplicationFailure, activityInfo, CancelledFailure, log } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { frames, toSyncFailure } from '../src/failures/translate.js';

/**
 * The one translation point between errors and Temporal: what fails here is kept in plain text in the history, so it is
 * a new failure with our code and sentence, never the library's error.
 */
export class FailureInterceptor implements ActivityInboundCallsInterceptor {
  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      if (error instanceof CancelledFailure || error instanceof TemporalFailure) throw error;
      const failure = toSyncFailure(error);
      if (failure.code === 'Unexpected' || failure.code === 'DatabaseRefused') {
        log.error('unexpected error', {
          activity: activityInfo().activityType,
          code: failure.code,
          frames: frames(error),
        });
      }
      const rebuilt = ApplicationFailure.create({
        message: failure.message,
        type: failure.code,
        nonRetryable: !failure.retryable,
        ...(failure.retryAfterSeconds === undefined
          ? {}
          : { nextRetryDelay: `${Math.ceil(failure.retryAfterSeconds)} seconds` }),
      });
      // Where it came from, without the first line: that repeats the library's message.
      rebuilt.stack = frames(error);
      throw rebuilt;
    }
  }
}
