import { setting } from '../field.js';
import { clockTime, countryCode, days, daysOfYear, timeZone } from '../texts.js';
import { listOf, onOff, orNone, whole } from '../values.js';

/** Whether and when the daily sync runs. */
export const dailyFields = [
  setting('enabled', {
    label: 'Enable Daily Sync',
    help: 'The sync starts by itself every night. Off: it runs only when a person starts it.',
    group: 'daily',
    values: onOff,
    default: false,
  }),
  setting('country', {
    label: 'Country',
    help: 'The country of phone numbers without a country code. When it changes, the next sync reads the stored numbers again.',
    group: 'contacts',
    values: countryCode,
    default: 'US',
  }),
  setting('schedule.time', {
    label: 'Sync Start Time',
    help: 'Local time. After your files usually arrive, and not between 1 and 3 AM, when clocks change.',
    group: 'when',
    values: clockTime,
    default: '03:30',
  }),
  setting('schedule.timeZone', {
    label: 'Time zone',
    help: 'The time zone of the start time and of the days without a sync.',
    group: 'when',
    values: timeZone,
    default: 'America/New_York',
  }),
  setting('schedule.jitterMinutes', {
    label: 'Spread of the start, in minutes',
    help: 'Each sync starts up to this much later, so that not all districts start at once.',
    group: 'when',
    values: whole(0, 120),
    default: 20,
  }),
  setting('schedule.blackoutDates', {
    label: 'Days without a sync',
    help: 'Holidays. On these days no sync starts by itself, and nothing is archived.',
    group: 'when',
    values: listOf(days, { max: 400, example: ['2026-12-24..2027-01-04'] }),
    default: [],
  }),
  setting('schedule.endOfYearPause', {
    label: 'Pause at the end of the school year',
    help: 'The same every year: on these days no sync starts by itself, and nothing is archived.',
    group: 'when',
    values: orNone(daysOfYear, 'no pause'),
    default: null,
  }),
] as const;
