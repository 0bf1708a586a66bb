import { quietDay } from './quiet-days.js';
import type { SyncSettings } from './sync-settings.js';

const dayMs = 24 * 3_600_000;
/** A pause of a whole year and more is none that anybody waits for. */
const daysAhead = 400;

/**
 * When the daily sync starts next by its settings, on a day that is not quiet; null if it never does. It may start up to
 * `schedule.jitterMinutes` later.
 */
export function nextSync({ enabled, schedule }: Pick<SyncSettings, 'enabled' | 'schedule'>, now: Date): Date | null {
  if (!enabled) return null;
  for (let day = -1; day < daysAhead; day++) {
    const at = startOn(new Date(now.getTime() + day * dayMs), schedule);
    if (at > now && quietDay(schedule, at) === null) return at;
  }
  return null;
}

/** The start on the day, in UTC, of a moment. */
function startOn(day: Date, { time, timeZone }: SyncSettings['schedule']): Date {
  const wanted = Date.parse(`${day.toISOString().slice(0, 10)}T${time}:00Z`);
  const first = wanted - offset(wanted, timeZone);
  // Clocks may have changed in between.
  return new Date(wanted - offset(first, timeZone));
}

/** How much the zone's clocks are ahead of UTC, in milliseconds. */
function offset(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
}
