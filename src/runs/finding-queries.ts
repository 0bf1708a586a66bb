import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { type FindingCode, findingKind } from '../findings/catalogue.js';
import { recordSuffix } from '../findings/sentences.js';
import type { RunContext } from './context.js';
import { listedPerCode, moreFinding, recordFindings } from './findings.js';

/** Finds all findings of one code. */
export interface FindingQuery {
  code: FindingCode;
  column?: string;
  /** The file that lines are of, if it is not the step's. */
  file?: string | null;
  /** What a record is called that has an `id` in its details and no line: its finding names it so. */
  records?: string;
  /** It also selects `group_name`, which guardian of the line a row is: the sentence starts with it. */
  grouped?: true;
  /**
   * Selects `line`, `details` (ids only, never a contact value) and a column for each `{name}` of the code's sentence.
   */
  select: string;
}

/**
 * Writes what the queries find, of each in the order of lines, and one more finding if there are too many notices to list.
 * All in one statement, for a small sync waits for nothing as much as for the way to the database; each query keeps the
 * plan that it has alone.
 */
export async function recordQueries(
  trx: Knex.Transaction,
  run: RunContext,
  step: string,
  file: string | null,
  queries: readonly FindingQuery[],
): Promise<void> {
  const arms = queries.map((each, n) => armOf(each, n, file));
  const found = queries.map(({ select }, n) => `found_${n} as materialized (${select})`);
  const counts = await query<{ n: number; count: number }>(
    trx,
    `with ${found.join(',\n')},
     listed as (
       insert into run_finding (district_id, run_id, step, severity, code, file, line, column_name, message, details)
       select :districtId, :runId, :step, severity, code, file, line, column_name, message, details
       from (${arms.map(({ sql }) => sql).join('\nunion all\n')}) as found)
     ${queries.map((_, n) => `select ${n} as n, count(*) from found_${n}`).join('\nunion all\n')}`,
    {
      ...{ districtId: run.districtId, scopeId: run.scopeId, runId: run.runId, step },
      ...Object.assign({}, ...arms.map(({ values }) => values)),
    },
  );
  const more = counts.flatMap(({ n, count }) => {
    const { code, file: own = file } = queries[n]!;
    const left = findingKind(code).severity === 'notice' ? count - listedPerCode : 0;
    return left > 0 ? [moreFinding(code, own, left)] : [];
  });
  if (more.length > 0) await recordFindings(trx, run, step, more);
}

/** The findings of one query that are listed. Their sentences are made for no others. */
function armOf({ code, column, file, records, grouped }: FindingQuery, n: number, stepsFile: string | null) {
  const { severity, sentence } = findingKind(code);
  const limit = severity === 'notice' ? `limit ${listedPerCode}` : '';
  const message = filled(`:sentence_${n}`, sentence, (name) => `q."${name}"`);
  const suffix = filled(`:suffix_${n}`, recordSuffix, (name) =>
    name === 'id' ? `q.details ->> 'id'` : `cast(:records_${n} as text)`,
  );
  const named = records === undefined ? '' : `|| case when q.line is null then ${suffix.sql} else '' end`;
  const group = grouped ? `coalesce(q.group_name || ': ', '') ||` : '';
  const details = grouped ? `q.details || jsonb_strip_nulls(jsonb_build_object('group', q.group_name))` : 'q.details';
  const values: Record<string, string | null> = {
    severity,
    code,
    column: column ?? null,
    file: file === undefined ? stepsFile : file,
    sentence: message.text,
    suffix: suffix.text,
    records: records ?? null,
  };
  return {
    sql: `(select cast(:severity_${n} as text) as severity, cast(:code_${n} as text) as code, cast(:file_${n} as text) as file,
        q.line, cast(:column_${n} as text) as column_name, ${group} ${message.sql} ${named} as message, ${details} as details
      from (select * from found_${n} order by line${grouped ? ', group_name' : ''} ${limit}) as q)`,
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [`${name}_${n}`, value])),
  };
}

/** A sentence as PostgreSQL fills its `{names}`. It refuses one that the query doesn't select. */
function filled(value: string, sentence: string, argument: (name: string) => string): { sql: string; text: string } {
  const names: string[] = [];
  const text = sentence.replaceAll('%', '%%').replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(argument(name));
    return '%s';
  });
  return { sql: `format(${[`cast(${value} as text)`, ...names].join(', ')})`, text };
}
