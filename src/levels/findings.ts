import { finding } from '../findings/catalogue.js';
import type { FindingQuery } from '../runs/finding-queries.js';
import type { RunFinding } from '../runs/findings.js';

/** By kind of record, how many went to another scope, and how many became one with another. */
export type Moved = Record<string, { moved: number; joined: number }>;

const line = 'cast(null as bigint) as line';

const idLost = (more: string): FindingQuery => ({
  code: 'level-id-lost',
  select: `
    select ${line}, jsonb_build_object('guardian', id) as details
    from (select id from moving_guardian where before -> 'sis_id' <> 'null' and sis_id is null ${more}) as lost`,
});

export const gatherFindings: readonly FindingQuery[] = [idLost('')];

/** Details hold ids and numbers alone. */
export const spreadFindings: readonly FindingQuery[] = [
  idLost('union all select to_id from placed_guardian where is_new and loses_id'),
  {
    code: 'level-uncovered',
    select: `
      select ${line}, count(*) as students,
        jsonb_build_object('students', count(*)) as details
      from student t join scope s using (district_id, scope_id)
      where t.district_id = :districtId and s.school_id is null and t.archived_at is null
      having count(*) > 0`,
  },
];

export function movedFinding(level: 'district' | 'schools', result: Moved): RunFinding {
  const of = (name: string) => result[name]?.moved ?? 0;
  const params = {
    ...{ students: of('students'), staff: of('staff'), guardians: of('guardians'), links: of('guardianLinks') },
    target: level === 'district' ? 'its own sync' : 'the syncs of its schools',
  };
  return { ...finding('level-changed', {}, params), details: { level, ...result } };
}
