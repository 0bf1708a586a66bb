import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { guardianStory, type HistoryEvent } from '../runs/history.js';
import { columnLabels } from './differences.js';
import { fileSource } from './family/sources.js';
import { phone, when } from './words.js';

/** What happened to a guardian, run by run, newest last; null where there is none. */
export async function historyPage(db: Knex, guardianId: number) {
  const [row] = await query<{ district_id: number; time_zone: string }>(
    db,
    `select g.district_id, coalesce(s.settings #>> '{schedule,timeZone}', 'UTC') as time_zone
     from guardian g join scope s using (district_id, scope_id) where g.guardian_id = :guardianId`,
    { guardianId },
  );
  const story = row && (await guardianStory(db, row.district_id, guardianId));
  if (!story) return null;
  const { name, sisId, archived } = story.guardian;
  return {
    title: `What happened to ${name || 'this guardian'}`,
    ...{ id: guardianId, sisId, archived },
    runs: byRun(story.events).map(([first, ...more]) => ({
      id: first.runId,
      when: first.at === null ? '' : when(first.at, row.time_zone),
      events: [first, ...more].map(shown),
    })),
  };
}

function byRun(events: readonly HistoryEvent[]): [HistoryEvent, ...HistoryEvent[]][] {
  const runs = new Map<number, [HistoryEvent, ...HistoryEvent[]]>();
  for (const event of events) {
    const own = runs.get(event.runId);
    if (own) own.push(event);
    else runs.set(event.runId, [event]);
  }
  return [...runs.values()];
}

function shown({ what, file, line, values }: HistoryEvent) {
  return {
    what,
    source: line === null ? null : fileSource(file, line),
    values: values.map(({ column, before, after }) => ({
      label: columnLabels[column] ?? column.replaceAll('_', ' '),
      ...{ before: text(column, before), after: text(column, after) },
    })),
  };
}

function text(column: string, value: unknown): string {
  if (value === null || value === '') return 'none';
  if (typeof value !== 'string') return JSON.stringify(value);
  return column.endsWith('phone') ? phone(value) : value;
}
