import { DefaultLogger, type LogEntry, type Logger } from '@temporalio/worker';
import { pino } from 'pino';

/** To standard error: standard output belongs to the command's answer. Ids, codes and counts; never people's data. */
export const log = pino({ name: 'dailysync', level: process.env.DAILYSYNC_LOG_LEVEL ?? 'info' }, pino.destination(2));

/** The Temporal SDK's messages in the same log, warnings and worse. */
export function temporalLogger(): Logger {
  return new DefaultLogger('WARN', ({ level, message, meta }: LogEntry) => {
    const write = level === 'ERROR' ? log.error : log.warn;
    write.call(log, allowed(meta), message);
  });
}

/** Errors of activities are rebuilt before the SDK sees them; of what else it knows, only ids are kept. */
function allowed(meta: LogEntry['meta']): Record<string, unknown> {
  const { workflowId, runId, activityType, activityId, attempt, taskQueue, error, code, frames, activity } = (meta ??
    {}) as Record<string, unknown>;
  const failure = error as { type?: string; message?: string; name?: string } | undefined;
  const known = { workflowId, runId, activityType, activityId, attempt, taskQueue, code, frames, activity };
  return failure ? { ...known, failure: failure.type ?? failure.name } : known;
}
