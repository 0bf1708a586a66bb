import { type Client, ScheduleNotFoundError } from '@temporalio/client';

const quarterHour = 15 * 60;
const day = 24 * 3600;

/**
 * How long a wait for a person may last: until 15 minutes before the next scheduled start, or 24 h without one. The
 * Schedule is asked, not the settings: it knows jitter, time zone changes and pauses.
 */
export async function secondsUntilNextStart(client: Client, scheduleId: string): Promise<number> {
  try {
    const { info, state } = await client.schedule.getHandle(scheduleId).describe();
    const [next] = info.nextActionTimes;
    if (state.paused || !next) return day;
    return Math.max(60, (next.getTime() - Date.now()) / 1000 - quarterHour);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return day;
    throw error;
  }
}
