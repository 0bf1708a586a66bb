import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import type { RunStatus } from '../runs/report.js';
import { statusWords, type Tone, when } from './words.js';

export interface ScopeEntry {
  name: string;
  slug: string;
  run: { url: string; label: string; tone: Tone; when: string } | null;
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
export async function listOfScopes(db: Knex): Promise<ScopeEntry[]> {
  const rows = await query<Row>(
    db,
    `select s.slug, d.name as district, c.name as school, s.settings #>> '{schedule,timeZone}' as time_zone,
       r.run_id, r.status, r.started_at
     from scope s
     join district d using (district_id)
     left join school c on c.district_id = s.district_id and c.school_id = s.school_id
     left join lateral (
       select run_id, status, started_at from run
       where district_id = s.district_id and scope_id = s.scope_id and kind <> 'preview' order by run_id desc limit 1) r on true
     order by s.slug`,
  );
  return rows.map(({ slug, district, school, time_zone, run_id, status, started_at }) => ({
    name: school ? `${school}, ${district}` : district,
    slug,
    run: run_id && {
      ...{ url: `/runs/${run_id}`, ...statusWords[status] },
      when: when(started_at.toISOString(), time_zone ?? 'UTC'),
    },
  })) as ScopeEntry[];
}
