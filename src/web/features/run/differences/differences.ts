import type { Knex } from 'knex';
import { query, sqlFile } from '../../../../db/sql-files.js';
import { type Difference, type Effect, runDifferences } from '../../../../runs/differences.js';
import type { RunReport } from '../../../../runs/report.js';
import { columnLabels } from '../../../../words/columns.js';
import { number, phone } from '../../../../words/numbers.js';
import { recordNoun } from '../../../../words/record-kinds.js';

const schoolNamesSql = sqlFile(import.meta.url, './school-names.sql')();
const listed = 8;

export interface DifferenceGroup {
  title: string;
  meaning: string;
  people: { name: string; what: string }[];
  /** Side by side; of changed records alone. */
  values: { name: string; what: string; label: string; before: string; after: string }[];
  more: string | null;
}

const groups: readonly [effect: Effect, title: string, meaning: string][] = [
  ['updated', 'Changed', 'The same records as before, with new values.'],
  ['created', 'New', 'They were not known before.'],
  ['archived', 'Archived', 'The source no longer names them. Nothing is deleted.'],
  ['restored', 'Back', 'They were archived before, and are active again.'],
];

/** The people of a run in plain words; null for a scope's first run. */
export async function differencesOf(
  db: Knex,
  run: { districtId: number; runId: number },
  counts: RunReport['counts'],
): Promise<DifferenceGroup[] | null> {
  const all = await runDifferences(db, run, counts, listed);
  if (all === null) return null;
  const schools = await schoolNames(db, run.districtId, all);
  return groups.flatMap(([effect, title, meaning]) => {
    const own = withoutEcho(
      all.filter((each) => each.effect === effect),
      all,
    );
    if (own.length === 0) return [];
    const left = unlisted(own);
    return [
      {
        ...{ title, meaning },
        people: effect === 'updated' ? [] : own.map((each) => ({ name: each.name, what: whatOf(each) })),
        values: own.flatMap((each) => valuesOf(each, schools)),
        more: left > 0 ? `and ${number(left)} more` : null,
      },
    ];
  });
}

/** A link that came or went with its guardian says nothing of its own. */
function withoutEcho(own: Difference[], all: readonly Difference[]): Difference[] {
  const guardians = new Set(all.filter(({ entity }) => entity === 'guardian').map(({ name, effect }) => name + effect));
  return own.filter(({ entity, name, effect }) => entity !== 'guardian_link' || !guardians.has(name + effect));
}

function whatOf({ entity, about }: Difference): string {
  if (entity === 'guardian') return about === '' ? 'guardian' : `guardian of ${about}`;
  if (entity === 'guardian_link') return `as guardian of ${about}`;
  return [recordNoun(entity, 1), entity === 'student' && about !== '' ? `grade ${about}` : about]
    .filter(Boolean)
    .join(', ');
}

function valuesOf(difference: Difference, schools: ReadonlyMap<string, string>): DifferenceGroup['values'] {
  const shown = (column: string, value: string) => {
    if (column === 'school_id') return schools.get(value) ?? '';
    return column.endsWith('phone') ? phone(value) : value;
  };
  return difference.values
    .filter(({ column }) => columnLabels[column])
    .map(({ column, before, after }) => ({
      ...{ name: difference.name, what: whatOf(difference), label: columnLabels[column]! },
      ...{ before: shown(column, before), after: shown(column, after) },
    }));
}

function unlisted(own: readonly Difference[]): number {
  const totals = new Map(own.map(({ entity, total }) => [entity, total]));
  const counted = own.filter(({ entity }) => entity !== 'guardian_link');
  totals.delete('guardian_link');
  return [...totals.values()].reduce((sum, total) => sum + total, 0) - counted.length;
}

async function schoolNames(db: Knex, districtId: number, all: readonly Difference[]): Promise<Map<string, string>> {
  const ids = all
    .flatMap(({ values }) => values)
    .filter(({ column }) => column === 'school_id')
    .flatMap(({ before, after }) => [before, after])
    .filter((id) => id !== '');
  if (ids.length === 0) return new Map();
  const rows = await query<{ id: string; name: string }>(db, schoolNamesSql, { districtId, ids });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
