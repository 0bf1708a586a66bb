import type { RosterBatch } from '../model.js';

export interface Org {
  id: string;
  type: string;
  parentId: string;
}

/** Deeper than any district; and what is its own ancestor comes to an end. */
const DEPTH = 20;

/** Of organizations that are no schools but in one, such as departments, the school. */
export function schoolsAbove(orgs: readonly Org[]): Map<string, string> {
  const byId = new Map(orgs.map((org) => [org.id, org]));
  const schools = new Map<string, string>();
  for (const org of orgs) {
    let at: Org | undefined = org;
    for (let depth = 0; at && !isSchool(at) && depth < DEPTH; depth++) at = byId.get(at.parentId);
    if (at && at !== org && isSchool(at)) schools.set(org.id, at.id);
  }
  return schools;
}

function isSchool({ type }: Org): boolean {
  return type.toLowerCase() === 'school';
}

interface OfSchools {
  schoolSourceId?: string;
  schoolSourceIds?: readonly string[] | null;
}

/** People and classes of a department are those of its school. */
export async function* inSchools<Row extends object>(
  schools: ReadonlyMap<string, string>,
  batches: AsyncIterable<RosterBatch<Row>>,
): AsyncGenerator<RosterBatch<Row>> {
  for await (const batch of batches) {
    if (schools.size > 0) for (const row of batch.rows) place(row, schools);
    yield batch;
  }
}

/** Changes the row itself: most are of a school. */
function place(row: OfSchools, schools: ReadonlyMap<string, string>): void {
  const { schoolSourceId, schoolSourceIds } = row;
  if (schoolSourceId !== undefined && schools.has(schoolSourceId)) row.schoolSourceId = schools.get(schoolSourceId)!;
  if (schoolSourceIds?.some((id) => schools.has(id)))
    row.schoolSourceIds = [...new Set(schoolSourceIds.map((id) => schools.get(id) ?? id))];
}
