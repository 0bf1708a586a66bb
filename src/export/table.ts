/**
 * One CSV file of the export. `natural` columns identify and describe a record by what the sources gave; `own` ones are
 * our ids, runs and times, and are only in an export that is not `stable`.
 */
export interface ExportTable {
  name: string;
  /** Column name in the file to the SQL expression of its text. */
  natural: Readonly<Record<string, string>>;
  own: Readonly<Record<string, string>>;
  /** The FROM clause and what follows it. `{{district}}` and `{{scope}}` are replaced by their ids. */
  from: string;
}

/** The COPY statement of one file. Sorted by every column, so that the order depends on nothing but the data. */
export function copyStatement(
  table: ExportTable,
  ids: { districtId: number; scopeId: number },
  stable: boolean,
): string {
  const columns = { ...(stable ? {} : table.own), ...table.natural };
  const selected = Object.entries(columns).map(([name, expression]) => `${cell(expression)} as ${name}`);
  const from = table.from
    .replaceAll('{{district}}', String(Math.trunc(ids.districtId)))
    .replaceAll('{{scope}}', String(Math.trunc(ids.scopeId)));
  const order = Object.keys(table.natural).map((name) => `${name} collate "C" nulls first`);
  return `copy (select * from (select ${selected.join(', ')} ${from}) rows order by ${order.join(', ')}) to stdout (format csv, header)`;
}

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe before it. What is wholly a number or a phone number
 * in E.164 form (+15551234567) is left alone: a spreadsheet only reads it as a number.
 */
function cell(expression: string): string {
  const text = `cast(${expression} as text)`;
  return `nullif(case when ${text} ~ '^[=+\\-@\\t\\r\\n＝＋－＠]' and ${text} !~ '^[+-][0-9]+(\\.[0-9]+)?$' then '''' || ${text} else ${text} end, '')`;
}

/** A time as ISO 8601 in UTC. */
export function time(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

export function state(column: string, ended = 'archived', open = 'active'): string {
  return `case when ${column} is null then '${open}' else '${ended}' end`;
}

/**
 * Condition that leaves out what a run made that was reverted: such a record is kept, archived, until a source names it
 * again, but is none that the scope ever had. Docs: decision record 22.
 *
 * @param writer the column that says which run wrote the record last
 */
export function notWithdrawn(alias: string, writer = 'source_run'): string {
  return `not exists (select from run reverting where reverting.district_id = ${alias}.district_id
    and reverting.run_id = ${alias}.${writer} and reverting.reverts_run = ${alias}.created_run)`;
}

/** Where the values of a record came from. */
export function origin(alias: string): Record<string, string> {
  return {
    archived_at: time(`${alias}.archived_at`),
    created_run: `${alias}.created_run`,
    source_run: `${alias}.source_run`,
    source_line: `${alias}.source_line`,
  };
}
