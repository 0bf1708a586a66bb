import type { Knex } from 'knex';
import { ofOneMoment } from '../../db/cursor.js';
import { loadRun } from '../context.js';
import { runReport } from '../report.js';
import { csvLine } from './csv.js';
import { storedDryRun } from './dry-run.js';
import { allFindings } from './findings.js';
import type { ReportFinding, ReportPerson } from './types.js';

export type ReportFormat = 'csv' | 'json';

/** Raised when a field of the JSON document changes its meaning or goes; new fields may come without. */
const jsonVersion = 1;

/**
 * The whole report of a run as text, with every finding, some at a time. JSON: `{"format": "dailysync-report", "version":
 * 1}` with the fields of RunReport, `findings` last. CSV: a line for each finding; see docs/reports.md.
 *
 * @throws SyncFailure `UnknownRun`, before the first text
 */
export function reportDownload(db: Knex, runId: number, format: ReportFormat): AsyncGenerator<string> {
  return ofOneMoment(db, (trx) => (format === 'json' ? asJson(trx, runId) : asCsv(trx, runId)));
}

/** "dailysync-lake-hill-run-12-report.csv" */
export function downloadName(scope: string, runId: number, what: string): string {
  return `dailysync-${scope.replace('/', '-')}-run-${runId}-${what}`;
}

async function* asJson(trx: Knex.Transaction, runId: number): AsyncGenerator<string> {
  const { findings, ...report } = await runReport(trx, runId, { findingsPerCode: 0 });
  const { list: _, ...counted } = findings;
  yield `${open({ format: 'dailysync-report', version: jsonVersion, ...report })},"findings":${open(counted)},"list":[`;
  let before = '\n';
  for await (const page of pages(trx, runId)) {
    yield before + page.map((finding) => JSON.stringify(finding)).join(',\n');
    before = ',\n';
  }
  yield '\n]}}\n';
}

/** An object that is to go on. */
const open = (value: object) => JSON.stringify(value).slice(0, -1);

export const csvColumns = [
  ...['severity', 'code', 'count', 'file', 'line', 'column', 'message', 'student', 'student id', 'people'],
  ...['before: name', 'before: email', 'before: mobile phone', 'after: name', 'after: email', 'after: mobile phone'],
] as const;

async function* asCsv(trx: Knex.Transaction, runId: number): AsyncGenerator<string> {
  await loadRun(trx, runId);
  yield csvLine(csvColumns);
  for await (const page of pages(trx, runId)) yield page.map((finding) => csvLine(cellsOf(finding))).join('');
}

/** A dry run's findings are kept as it saw them: its people are not there any more. */
async function* pages(trx: Knex.Transaction, runId: number): AsyncGenerator<ReportFinding[]> {
  const run = await loadRun(trx, runId);
  const stored = await storedDryRun(trx, run, Number.POSITIVE_INFINITY);
  if (stored) yield stored.findings.list;
  else yield* allFindings(trx, run);
}

function cellsOf({ severity, code, file, line, column, message, details, people, contacts }: ReportFinding) {
  const students = people.filter(({ kind }) => kind === 'student');
  const others = people.filter(({ kind, part }) => kind !== 'student' && part !== 'before' && part !== 'after');
  const { before, after } = contacts ?? {};
  return [
    ...[severity, code, typeof details.more === 'number' ? details.more : 1, file, line, column, message],
    ...[students.map(({ name }) => name).join('; '), students.map(({ sisId }) => sisId).join('; ')],
    others.map(personText).join('; '),
    ...[before?.name ?? null, before?.email ?? null, before?.mobilePhone ?? null],
    ...[after?.name ?? null, after?.email ?? null, after?.mobilePhone ?? null],
  ];
}

/** "account 17: Ana Ruiz (teacher), ana@lake.example, +12075550142" */
export function personText({ kind, id, name, about, email, mobilePhone }: ReportPerson): string {
  const who = `${kind} ${id}: ${name}${about === '' ? '' : ` (${about})`}`;
  return [who, email, mobilePhone].filter((part) => part !== '').join(', ');
}
