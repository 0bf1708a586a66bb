import type { Knex } from 'knex';
import { countsByKind, type EntityCounts } from '../runs/counts.js';
import { type Difference, runDifferences } from '../runs/differences.js';
import { type RunReport, runReport } from '../runs/report.js';
import { directoryCounts } from './counts.js';
import {
  type ChangeNumbers,
  type DistrictChange,
  expectedCounts,
  type PersonChange,
  sumOfNumbers,
} from './generator/index.js';
import type { DemoDistrict } from './generator/model.js';
import type { DemoRun } from './runs.js';
import type { Check } from './story.js';

const kinds: Record<keyof ChangeNumbers, string> = {
  students: 'Students',
  staff: 'Staff',
  enrollments: 'Enrollments',
  guardians: 'Guardians',
  guardianLinks: 'Links to children',
  accounts: 'Accounts',
};
const words = {
  created: 'new',
  updated: 'changed',
  archived: 'archived',
  restored: 'back',
  closed: 'closed',
  reopened: 'back',
};

/** Compares a run, and the directory after it, with what is known to have happened in the district. */
export async function checkRun(
  db: Knex,
  run: DemoRun,
  district: DemoDistrict,
  changes: readonly DistrictChange[],
): Promise<Check[]> {
  const { counts } = await runReport(db, run.runId, { findingsPerCode: 1 });
  const differences = (await runDifferences(db, run, counts, 1000)) ?? [];
  const expected = sumOfNumbers(changes);
  const numbers = (Object.keys(kinds) as (keyof ChangeNumbers)[]).map((kind) => {
    const found = inWords(numbersOf(counts, kind), expected[kind]);
    const wanted = inWords(expected[kind], expected[kind]);
    return { text: `${kinds[kind]}: ${wanted}`, ok: found === wanted, note: found === wanted ? '' : `found: ${found}` };
  });
  return [
    ...changes.map(({ sentence, people }) => {
      const missing = people.filter((person) => !differences.some((difference) => tellsOf(difference, person)));
      const note = missing.map(({ effect, name }) => `${name} is not ${words[effect]}`).join('; ');
      return { text: sentence, ok: missing.length === 0, note };
    }),
    ...numbers,
    await compareDirectory(db, run.districtId, district),
  ];
}

export async function compareDirectory(db: Knex, districtId: number, district: DemoDistrict): Promise<Check> {
  const [found, wanted] = [await directoryCounts(db, districtId), expectedCounts(district)];
  const differing = (Object.keys(wanted) as (keyof typeof wanted)[]).filter((kind) => found[kind] !== wanted[kind]);
  return {
    text: `In the directory now: ${wanted.students} students, ${wanted.staff} staff, ${wanted.guardians} guardians, ${wanted.accounts} accounts, as in the district`,
    ok: differing.length === 0,
    note: differing.map((kind) => `${kind}: ${found[kind]}, and ${wanted[kind]} in the district`).join('; '),
  };
}

function tellsOf({ entity, effect, name, values }: Difference, person: PersonChange): boolean {
  const { field } = person;
  const same = entity === person.entity && effect === person.effect && name === person.name;
  return (
    same &&
    (!field ||
      values.some(
        ({ column, before, after }) => column === field.name && before === field.before && after === field.after,
      ))
  );
}

function numbersOf(counts: RunReport['counts'], kind: keyof ChangeNumbers): Record<string, number> {
  return kind === 'accounts' ? { ...counts.accounts } : effectsOf(countsByKind(counts)[kind]);
}

function effectsOf(counts: EntityCounts | undefined): Record<string, number> {
  const { created = 0, updated = 0, archived = 0, restored = 0 } = counts ?? {};
  return { created, updated, archived, restored };
}

function inWords(numbers: Record<string, number>, effects: Record<string, number>): string {
  const parts = Object.keys(effects)
    .map((effect) => [numbers[effect] ?? 0, words[effect as keyof typeof words]] as const)
    .filter(([count]) => count > 0);
  return parts.map(([count, word]) => `${count} ${word}`).join(', ') || 'as they were';
}
