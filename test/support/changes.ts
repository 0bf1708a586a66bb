import { query } from '../../src/db/sql-files.js';
import type { TestSystem } from './system.js';

/** What a run left behind in addition to the records, without our own ids: two runs over the same files leave the same. */
export interface RunTraces {
  /** A text for each audit row, sorted. */
  changes: string[];
  /** A text for each finding, sorted. */
  findings: string[];
  counts: unknown;
}

type Values = Record<string, unknown>;
/** Our own ids, runs and times: that there is one is compared, not which. */
const own = /^(?!(sis|state|source)_id$).*_(id|ids|run|at)$|^merged_into$/;

/** The traces of the scope's last run. */
export async function lastTraces({ db, scope }: Pick<TestSystem, 'db' | 'scope'>): Promise<RunTraces> {
  const [run] = await query<{ district_id: number; run_id: number; counts: unknown }>(
    db,
    `select r.district_id, run_id, counts from run r join scope using (district_id, scope_id) where slug = :scope
     order by run_id desc limit 1`,
    { scope },
  );
  if (!run) throw new Error('The scope has no run.');
  const ids = { district: run.district_id, run: run.run_id };
  const changes = await query<{ entity: string; action: string; line: number; before: Values; after: Values }>(
    db,
    'select entity, action, line, before, after from change where district_id = :district and run_id = :run',
    ids,
  );
  const findings = await query<Values>(
    db,
    'select step, severity, code, file, line, column_name from run_finding where district_id = :district and run_id = :run',
    ids,
  );
  return {
    changes: changes
      .map(({ before, after, ...rest }) => JSON.stringify({ ...rest, before: named(before), after: named(after) }))
      .sort(),
    findings: findings.map((finding) => JSON.stringify(finding)).sort(),
    counts: run.counts,
  };
}

/** Records that one run changed twice in the same way: none, whatever happened to it. */
export async function changedTwice({ db, scope }: Pick<TestSystem, 'db' | 'scope'>): Promise<object[]> {
  return query(
    db,
    `select c.run_id, entity, entity_id, student_id, action, count(*) from change c join run r using (district_id, run_id)
     join scope s using (district_id, scope_id)
     where s.slug = :scope group by 1, 2, 3, 4, 5 having count(*) > 1`,
    { scope },
  );
}

function named(values: Values): Values {
  const entries = Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, own.test(name) && value !== null ? 'own' : value]));
}
