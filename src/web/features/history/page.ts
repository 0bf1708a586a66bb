import type { Knex } from 'knex';
import { query, sqlFile } from '../../../db/sql-files.js';
import { guardianStory, type HistoryEvent } from '../../../runs/history.js';
import { columnLabels } from '../../../words/columns.js';
import { phone } from '../../../words/numbers.js';
import { when } from '../../../words/times.js';
import { NotFound } from '../../ui/page-error.js';
import { fileSource } from '../family/sources.js';

const guardianSql = sqlFile(import.meta.url, './guardian.sql')();

export interface HistoryPage {
  title: string;
  /** Ours, and the district's own. */
  id: number;
  sisId: string | null;
  archived: boolean;
  runs: { id: number; when: string; events: EventLine[] }[];
}

interface EventLine {
  what: string;
  source: string | null;
  values: { label: string; before: string; after: string }[];
}

/**
 * What happened to a guardian, run by run, newest last.
 *
 * @throws NotFound
 */
export async function historyPage(db: Knex, guardianId: number): Promise<HistoryPage> {
  const [row] = await query<{ district_id: number; time_zone: string }>(db, guardianSql, { guardianId });
  const story = row && (await guardianStory(db, row.district_id, guardianId));
  if (!story) throw new NotFound('There is no guardian with this number.');
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

function shown({ what, file, line, values }: HistoryEvent): EventLine {
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
