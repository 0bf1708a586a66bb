import { z } from 'zod';
import { rosterSourceNames, type SyncSettings, thresholdKinds } from '../contract/settings.js';
import { CONTACT_TYPES, guardianColumns, RELATIONSHIPS } from '../guardian-file/index.js';

const percent = z.int().min(0).max(100);
const minutes = (limit: number) => z.int().min(0).max(limit);

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** A user name or password in it would be shown with the settings. */
function isAddress(text: string): boolean {
  if (text === '') return true;
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
  );
}

const address = z.string().refine(isAddress, 'an address like https://roster.example.org, without a user name in it');

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

const blackout = z.string().refine((text) => {
  const [first = '', last = first, ...more] = text.split('..');
  return more.length === 0 && isDay(first) && isDay(last) && first <= last;
}, 'a date like 2026-12-24, or dates like 2026-12-24..2027-01-04');

const pause = z.string().refine((text) => {
  const days = text.split('..');
  return days.length === 2 && days.every((day) => isDay(`2024-${day}`));
}, 'two days like 06-15..08-10');

const sections = z.strictObject({
  enabled: z.boolean(),
  schedule: z.strictObject({
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 03:30'),
    timeZone: z.string().refine(isTimeZone, 'a time zone like America/New_York'),
    jitterMinutes: minutes(120),
    blackoutDates: z.array(blackout).max(400),
    endOfYearPause: pause.nullable(),
  }),
  roster: z.strictObject({
    source: z.enum(rosterSourceNames),
    baseUrl: address,
    version: z.enum(['1.1', '1.2']),
    auth: z.enum(['oauth1-sha1', 'oauth1-sha256', 'oauth2']),
    tokenUrl: address,
    districtId: z.string().max(255),
    access: z.enum(['proxy', 'direct']),
    mode: z.enum(['full', 'changes']),
    fullEveryDays: z.int().min(1).max(30),
    schools: z.array(z.string().min(1).max(255)).min(1).max(10_000).nullable(),
    archiveStudents: z.boolean(),
    unarchiveClassrooms: z.boolean(),
    path: z.string().nullable(),
    studentIdField: z.enum(['STUDENT ID', 'STUDENT NUMBER']),
    phoneCredentialColumn: z.enum(['sms', 'phone']),
    manageGuardians: z.boolean(),
    guardianRelationships: z.array(z.enum(RELATIONSHIPS)).nullable(),
    language: z.boolean(),
  }),
  guardians: z.strictObject({
    enabled: z.boolean(),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).nullable(),
    columnMapping: z.partialRecord(z.enum(guardianColumns), z.string()),
    contactTypes: z.array(z.enum(CONTACT_TYPES)).nullable(),
    updateActiveContacts: z.boolean(),
    maxFileBytes: z.int().min(1),
    quietSeconds: z.number().min(0).max(3600),
    waitForFileMinutes: minutes(24 * 60),
    staleDays: z.int().min(0).max(366),
  }),
  studentAttributes: z.strictObject({ enabled: z.boolean(), studentIdHeader: z.string().min(1).nullable() }),
  sftp: z.strictObject({
    host: z.string(),
    port: z.int().min(1).max(65_535),
    username: z.string(),
    path: z.string(),
    hostKey: z
      .string()
      .regex(/^SHA256:/, 'a fingerprint like SHA256:…')
      .nullable(),
  }),
  thresholdPercent: z.record(z.enum(thresholdKinds), percent),
  hold: z.strictObject({ matchRatePercent: percent, contactPercent: percent, namePercent: percent }),
  country: z.string().regex(/^[A-Z]{2}$/, 'a two-letter country code like US'),
});

/** What may be stored; the messages are read by people on the command line and on the settings page. */
export const settingsSchema: z.ZodType<SyncSettings> = sections
  .refine(({ guardians, roster }) => !(guardians.enabled && roster.manageGuardians), {
    path: ['roster', 'manageGuardians'],
    error: 'guardians come from guardians.csv (guardians.enabled) or from the roster, not from both: turn one off',
  })
  .refine(({ roster }) => !(roster.manageGuardians && roster.source === 'none'), {
    path: ['roster', 'manageGuardians'],
    error: 'there is no roster that guardians could come from (roster.source is none)',
  }) as unknown as z.ZodType<SyncSettings>;
