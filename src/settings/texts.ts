import { z } from 'zod';
import { isUnfinished } from '../sftp/unfinished.js';
import { text, type Values } from './values.js';

/** Texts of a form of their own. */

export const clockTime: Values<string> = {
  schema: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  entry: 'time',
  allowed: 'a time like 03:30, from 00:00 to 23:59',
};

export const timeZone: Values<string> = {
  schema: z.string().refine(isTimeZone),
  entry: 'time-zone',
  allowed: 'a time zone like America/New_York',
};

/** One day, or the days from one to another. */
export const days = text(
  'a date like 2026-12-24, or dates like 2026-12-24..2027-01-04',
  z.string().refine((value) => {
    const [first = '', last = first, ...more] = value.split('..');
    return more.length === 0 && isDay(first) && isDay(last) && first <= last;
  }),
);

/** Days of every year. */
export const daysOfYear = text(
  'two days like 06-15..08-10',
  z.string().refine((value) => {
    const ends = value.split('..');
    return ends.length === 2 && ends.every((day) => isDay(`2024-${day}`));
  }),
);

/** A user name or password in it would be shown with the settings. */
export const address = text(
  'an address like https://roster.example.org, without a user name in it',
  z.string().refine((value) => {
    if (value === '') return true;
    const url = URL.canParse(value) ? new URL(value) : null;
    return (
      url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
    );
  }),
);

export const countryCode = text('a two-letter country code like US', z.string().regex(/^[A-Z]{2}$/));

export const fingerprint = text('a fingerprint like SHA256:…', z.string().regex(/^SHA256:/));

/** Names of uploads in progress are no names of files. */
export const fileName = text(
  'a file name like guardians.csv, or one with * for any characters',
  z.string().refine((name) => {
    const hasPath = name.includes('/') || name.includes('\\');
    return name.length <= 255 && !hasPath && /[^*.\s]/.test(name) && name === name.trim() && !isUnfinished(name);
  }),
);

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function isDay(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}
