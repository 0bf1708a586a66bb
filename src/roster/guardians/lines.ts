import type { Knex } from 'knex';
import { rowsOf } from '../../db/cursor.js';
import { query, sqlFile } from '../../db/sql-files.js';
import { finding } from '../../findings/catalogue.js';
import type { RunContext } from '../../runs/context.js';
import type { RunFinding } from '../../runs/findings.js';
import { rosterStagingTable } from '../stage.js';
import { type FamilyFile, type FamilyFileRow, familyFileLine } from './csv.js';
import type { StagedFamilies } from './stage.js';

const familyRows = sqlFile(import.meta.url, './family-rows.sql')();
const studentsOf = sqlFile(import.meta.url, './students.sql')();

/** The lines of the guardian file that the staged families come to, some at a time; the same for the same families. */
export async function* familyLines(
  trx: Knex.Transaction,
  run: RunContext,
  families: Pick<StagedFamilies, 'changesOnly' | 'namesLanguages'>,
): AsyncGenerator<string> {
  await takeStudents(trx, run);
  const file = familyFileOf(run, families);
  const values = { districtId: run.districtId, scopeId: run.scopeId, changesOnly: families.changesOnly };
  for await (const rows of rowsOf<FamilyFileRow>(trx, familyRows, values))
    yield rows.map((row) => familyFileLine(row, file)).join('');
}

/** A source that says the language of nobody has no such column. */
export function familyFileOf({ settings }: RunContext, families: Pick<StagedFamilies, 'namesLanguages'>): FamilyFile {
  const { guardianRelationships, language } = settings.roster;
  return {
    relationships: guardianRelationships && new Set(guardianRelationships),
    hasLanguage: language && families.namesLanguages,
  };
}

async function takeStudents(trx: Knex.Transaction, run: RunContext): Promise<void> {
  const { districtId, scopeId, settings } = run;
  await query(trx, studentsOf, { districtId, scopeId });
  if (run.kind === 'preview' && run.school === null && settings.roster.schools === null)
    await query(
      trx,
      `insert into family_student
       select distinct on (source_id) source_id,
         case when :field = 'STUDENT NUMBER' then replace(student_number, chr(31), '') else student_id end
       from ${rosterStagingTable(run, 'students')} r
       where not exists (select from family_student s where s.source_id = r.source_id)
       order by source_id, line`,
      { field: settings.roster.studentIdField },
    );
  await query(trx, 'analyze family_student');
}

/** How many people the source has as guardians, and how many of them it links to a student that is synced. After familyLines. */
export async function peopleFound(trx: Knex.Transaction): Promise<{ people: number; linked: number }> {
  const [found] = await query<{ people: number; linked: number }>(
    trx,
    `select count(distinct p.source_id) as people, count(distinct p.source_id) filter (where s.source_id is not null) as linked
     from family_guardian p
     left join family_link l on l.guardian_source_id = p.source_id
     left join family_student s on s.source_id = l.student_source_id`,
    {},
  );
  return found ?? { people: 0, linked: 0 };
}

/** Agents are any relation at all, so a person of another role is nobody's guardian. After familyLines. */
export async function strangers(trx: Knex.Transaction, { changesOnly }: StagedFamilies): Promise<RunFinding[]> {
  if (changesOnly) return [];
  const [found] = await query<{ count: number }>(
    trx,
    `select count(distinct l.guardian_source_id) as count from family_link l
     join family_student s on s.source_id = l.student_source_id
     where not exists (select from family_guardian p where p.source_id = l.guardian_source_id)`,
    {},
  );
  const count = found?.count ?? 0;
  return count > 0 ? [finding('roster-guardian-unknown', {}, { count })] : [];
}
