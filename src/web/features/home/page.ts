import type { Knex } from 'knex';
import type { RunStatus } from '../../../contract/status.js';
import { query, sqlFile } from '../../../db/sql-files.js';
import { type StatusWords, statusWords } from '../../../words/statuses.js';
import { when } from '../../../words/times.js';
import { commandLine } from '../../ui/command-line.js';

const scopesSql = sqlFile(import.meta.url, './scopes.sql')();

export interface HomePage {
  title: string;
  scopes: ScopeEntry[];
  /** What to type if there is no scope yet. */
  commands: { addDistrict: string; set: string };
}

interface ScopeEntry {
  name: string;
  slug: string;
  run: { url: string; badge: StatusWords; when: string } | null;
  /** Starts the first sync. */
  command: string;
}

interface Row {
  slug: string;
  district: string;
  school: string | null;
  time_zone: string | null;
  run_id: number | null;
  status: RunStatus;
  started_at: Date;
}

/** Every scope with its last run. */
export async function homePage(db: Knex, dataFolder: string | null): Promise<HomePage> {
  const rows = await query<Row>(db, scopesSql);
  return {
    title: 'Districts and schools',
    scopes: rows.map((row) => entryOf(row, dataFolder)),
    commands: {
      addDistrict: commandLine('district add SLUG NAME', dataFolder),
      set: commandLine('settings set SLUG …', dataFolder),
    },
  };
}

function entryOf({ slug, district, school, time_zone, run_id, status, started_at }: Row, dataFolder: string | null) {
  return {
    name: school ? `${school}, ${district}` : district,
    slug,
    run:
      run_id === null
        ? null
        : {
            ...{ url: `/runs/${run_id}`, badge: statusWords[status] },
            when: when(started_at.toISOString(), time_zone ?? 'UTC'),
          },
    command: commandLine(`sync ${slug} --wait`, dataFolder),
  };
}
