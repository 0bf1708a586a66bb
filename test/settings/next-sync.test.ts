import assert from 'node:assert/strict';
import { nextSync } from '../../src/settings/next-sync.js';
import { defaultSettings } from '../../src/settings/sync-settings.js';

describe('the next sync', () => {
  const next = (schedule: Partial<typeof defaultSettings.schedule>, now: string) =>
    nextSync({ enabled: true, schedule: { ...defaultSettings.schedule, ...schedule } }, new Date(now))?.toISOString();

  for (const [title, schedule, now, expected] of [
    ['later today', {}, '2026-03-10T05:00:00Z', '2026-03-10T07:30:00.000Z'],
    ['tomorrow, if the time is over', {}, '2026-03-10T07:30:00Z', '2026-03-11T07:30:00.000Z'],
    ['by the clocks of the night they change', {}, '2026-03-07T12:00:00Z', '2026-03-08T07:30:00.000Z'],
    ['in winter', {}, '2026-12-01T12:00:00Z', '2026-12-02T08:30:00.000Z'],
    [
      'today in a zone behind UTC',
      { time: '22:00', timeZone: 'Pacific/Honolulu' },
      '2026-03-10T05:00:00Z',
      '2026-03-10T08:00:00.000Z',
    ],
    [
      'today in a zone ahead of UTC',
      { time: '00:30', timeZone: 'Pacific/Auckland' },
      '2026-03-10T05:00:00Z',
      '2026-03-10T11:30:00.000Z',
    ],
    [
      'after the days without a sync',
      { blackoutDates: ['2026-03-10..2026-03-12'] },
      '2026-03-10T05:00:00Z',
      '2026-03-13T07:30:00.000Z',
    ],
    ['after the pause', { endOfYearPause: '06-15..08-10' }, '2026-06-20T05:00:00Z', '2026-08-11T07:30:00.000Z'],
    ['never in a pause of the whole year', { endOfYearPause: '01-01..12-31' }, '2026-06-20T05:00:00Z', undefined],
  ] as const) {
    it(`is ${title}`, () =>
      assert.equal(
        next({ ...schedule, blackoutDates: [...(('blackoutDates' in schedule && schedule.blackoutDates) || [])] }, now),
        expected,
      ));
  }

  it('is none if the daily sync is off', () => assert.equal(nextSync(defaultSettings, new Date()), null));
});
