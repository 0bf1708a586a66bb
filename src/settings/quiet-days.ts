import type { SyncSettings } from '../settings/sync-settings.js';

export type QuietDay = 'blackout' | 'end-of-year';

/**
 * Whether the scope's day, by its time zone, is one on which no sync starts by itself and nothing is archived; null: it
 * isn't.
 */
export function quietDay(
  { blackoutDates, endOfYearPause, timeZone }: SyncSettings['schedule'],
  at: Date,
): QuietDay | null {
  const day = localDay(at, timeZone);
  const isBlackout = blackoutDates.some((dates) => {
    const [first = '', last = first] = dates.split('..');
    return first <= day && day <= last;
  });
  if (isBlackout) return 'blackout';
  if (endOfYearPause === null) return null;
  const [first = '', last = ''] = endOfYearPause.split('..');
  const date = day.slice(5);
  // It may go past the end of the calendar year.
  const isWithin = first <= last ? first <= date && date <= last : first <= date || date <= last;
  return isWithin ? 'end-of-year' : null;
}

/** YYYY-MM-DD */
function localDay(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const of = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${of.year}-${of.month}-${of.day}`;
}
