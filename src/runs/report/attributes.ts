import type { Knex } from 'knex';
import { stepsOf } from '../../contract/parts.js';
import { query } from '../../db/sql-files.js';
import type { AttributeCounts } from '../counts.js';
import type { Held } from '../held.js';
import { reportFile, type StoredFile } from './file.js';
import { addUp, matchRate } from './sums.js';
import type { ReportAttributes } from './types.js';

/** @param applied null where nothing of the file was applied. @returns null where no file came */
export async function reportAttributes(
  db: Knex,
  run: { districtId: number; runId: number },
  applied: AttributeCounts | null,
  held: Held | undefined,
): Promise<ReportAttributes | null> {
  const { fetch, decode } = stepsOf('attributes');
  const [fetched] = await query<{ file: StoredFile & { header?: { attributes: { name: string }[] } } }>(
    db,
    `select f.result || coalesce(d.result, '{}') as file
     from run_step f
     left join run_step d on d.district_id = f.district_id and d.run_id = f.run_id and d.step = :decode
     where f.district_id = :districtId and f.run_id = :runId and f.step = :fetch`,
    { ...run, fetch, decode },
  );
  if (!fetched) return null;
  const { file } = fetched;
  const students = applied?.students ?? held?.students;
  return {
    file: { ...reportFile(file), headers: [] },
    names: file.header?.attributes.map(({ name }) => name) ?? [],
    rows: applied?.rows ?? null,
    rowsAddUp: applied ? addUp(applied.rows) : null,
    students: students ? matchRate(students) : null,
  };
}
