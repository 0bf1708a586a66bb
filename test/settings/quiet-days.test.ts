import assert from 'node:assert/strict';
import { quietDay } from '../../src/settings/quiet-days.js';
import { settingsSchema } from '../../src/settings/schema.js';
import { defaultSettings } from '../../src/settings/sync-settings.js';

const schedule = (given: Partial<typeof defaultSettings.schedule>) => ({ ...defaultSettings.schedule, ...given });

describe('quiet days', () => {
  for (const [at, given, expected] of [
    ['2026-12-24T12:00Z', {}, null],
    ['2026-12-24T12:00Z', { blackoutDates: ['2026-12-24'] }, 'blackout'],
    ['2026-12-24T12:00Z', { blackoutDates: ['2026-12-23', '2026-12-25'] }, null],
    ['2027-01-04T12:00Z', { blackoutDates: ['2026-12-24..2027-01-04'] }, 'blackout'],
    ['2027-01-05T12:00Z', { blackoutDates: ['2026-12-24..2027-01-04'] }, null],
    // 23:30 of the day before in New York
    ['2026-12-24T04:30Z', { blackoutDates: ['2026-12-24'] }, null],
    ['2026-12-24T04:30Z', { blackoutDates: ['2026-12-24'], timeZone: 'Europe/Berlin' }, 'blackout'],
    ['2026-06-15T12:00Z', { endOfYearPause: '06-15..08-10' }, 'end-of-year'],
    ['2031-08-10T12:00Z', { endOfYearPause: '06-15..08-10' }, 'end-of-year'],
    ['2026-08-11T12:00Z', { endOfYearPause: '06-15..08-10' }, null],
    ['2026-12-31T12:00Z', { endOfYearPause: '12-10..01-31' }, 'end-of-year'],
    ['2026-01-31T12:00Z', { endOfYearPause: '12-10..01-31' }, 'end-of-year'],
    ['2026-02-01T12:00Z', { endOfYearPause: '12-10..01-31' }, null],
    ['2026-06-20T12:00Z', { endOfYearPause: '06-15..08-10', blackoutDates: ['2026-06-20'] }, 'blackout'],
  ] as const) {
    it(`${at} with ${JSON.stringify(given)}: ${expected}`, () => {
      assert.equal(quietDay(schedule(given as never), new Date(at)), expected);
    });
  }

  it('are dates', () => {
    const isValid = (given: object) =>
      settingsSchema.safeParse({ ...defaultSettings, schedule: schedule(given) }).success;
    for (const blackoutDates of [[], ['2026-12-24'], ['2026-12-24..2027-01-04']]) assert.ok(isValid({ blackoutDates }));
    for (const dates of ['12/24/2026', '2026-13-01', '2026-12-24..', '2027-01-04..2026-12-24', '']) {
      assert.ok(!isValid({ blackoutDates: [dates] }), dates);
    }
    for (const endOfYearPause of [null, '06-15..08-10', '02-29..03-01']) assert.ok(isValid({ endOfYearPause }));
    for (const endOfYearPause of ['06-15', '6-15..8-10', '06-31..08-10x', '']) assert.ok(!isValid({ endOfYearPause }));
  });
});
