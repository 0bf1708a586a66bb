import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { type ReportFile, type RunReport, runReport } from '../runs/report.js';
import { whatIsAsked } from './decide/asking.js';
import { questionPanel } from './decide/panel.js';
import { demoPanel } from './demo/panel.js';
import { differencesOf } from './differences.js';
import { type FirstInvalid, findEvidence } from './evidence.js';
import { chooseFamily } from './family/family.js';
import { groupFindings } from './findings.js';
import { flowOf } from './flow.js';
import { nextCommands } from './next-commands.js';
import { countTable, headlines, rowParts } from './numbers.js';
import { peopleSections } from './people.js';
import { entityWords, previewGroups } from './preview.js';
import type { WebOptions } from './server.js';
import { badgeOf, duration, number, runKindWords, size, when } from './words.js';

const findingsPerCode = 5;

interface Facts {
  district_id: number;
  scope_id: number;
  time_zone: string;
  first_invalid: FirstInvalid | null;
}

/**
 * What the page "What just happened" shows of a run.
 *
 * @throws SyncFailure `UnknownRun`
 */
export async function runPage(options: WebOptions, runId: number, form: { token: string; following: boolean }) {
  const { db, temporalUiUrl, temporalNamespace = 'default', commands = nextCommands } = options;
  const report = await runReport(db, runId, { findingsPerCode });
  const facts = await loadFacts(db, runId);
  const isSync = report.run.kind !== 'preview' && report.run.kind !== 'revert';
  const scopeIds = { districtId: facts.district_id, scopeId: facts.scope_id };
  const executions = temporalLinks(report.executions, temporalUiUrl, temporalNamespace);
  const temporalUrl = executions.find(({ workflowId }) => !workflowId.endsWith('/guardians'))?.url ?? null;
  const [asking, demo, differences, family, evidence] = await Promise.all([
    whatIsAsked(db, runId),
    options.demo ? demoPanel(options.demo.control, { ...options.demo, ...form, runId, temporalUrl }) : null,
    report.changes
      ? previewGroups(report.changes)
      : differencesOf(db, { districtId: facts.district_id, runId }, report.counts),
    // A family is shown as stored now, which a dry run and a revert don't speak of.
    isSync ? chooseFamily(db, scopeIds) : null,
    findEvidence(db, scopeIds, report.file, facts.first_invalid),
  ]);
  const { kind, status, startedAt, seconds, requestedBy, district, school, scope } = report.run;
  const following = demo?.following || (form.following && status === 'running');
  return {
    title: `${kind === 'preview' ? 'What would happen' : 'What just happened'}: run ${runId}`,
    following,
    run: {
      id: runId,
      kind: runKindWords[kind] ?? null,
      preview: kind === 'preview',
      running: status === 'running',
      scope: school ? `${school}, ${district}` : district,
      ...badgeOf(report.run),
      when: when(startedAt, facts.time_zone),
      took: seconds === null ? null : duration(seconds),
      requestedBy,
    },
    sentence: report.sentence,
    failure: report.failure,
    questions: questionPanel(asking, report, facts.time_zone, options.answers ? form.token : null),
    flow: flowOf(report),
    headlines: headlines(report.counts),
    table: countTable(report.counts),
    files: [
      { name: 'the guardian file', ...report },
      { name: 'the file of student attributes', ...report.attributes },
    ].flatMap(rowsOf),
    reverted: report.reverted && revertedTable(report.reverted),
    revertedBy: report.revertedBy,
    family,
    file: report.file && fileFacts(report.file, facts.time_zone),
    people: peopleSections(report.findings),
    evidence,
    findings: groupFindings(report.findings),
    executions,
    demo,
    differences,
    temporalUiUrl,
    commands: commands({ scope, runId }),
  };
}

async function loadFacts(db: Knex, runId: number): Promise<Facts> {
  const [row] = await query<Facts>(
    db,
    `select district_id, scope_id, coalesce(settings #>> '{schedule,timeZone}', 'UTC') as time_zone,
       nullif(file #> '{encoding,firstInvalid}', 'null') as first_invalid
     from run where run_id = :runId`,
    { runId },
  );
  return row!;
}

function fileFacts(file: ReportFile, timeZone: string) {
  const mapping = Object.entries(file.columns ?? {}).map(([column, header]) => ({ column, header }));
  return {
    ...file,
    size: size(file.size),
    modified: file.modifiedAt && when(file.modifiedAt, timeZone),
    separator: file.delimiter && (separators[file.delimiter] ?? file.delimiter),
    mapping,
  };
}

const separators: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };

type RowsOfFile = { name: string } & Partial<Pick<RunReport, 'rows' | 'rowsAddUp' | 'students'>>;

function rowsOf({ name, rows, rowsAddUp, students }: RowsOfFile) {
  const match = students ? matchOf(students) : null;
  if (!rows) return [];
  return [{ name, read: number(rows.read), parts: rowParts(rows), addUp: rowsAddUp ?? false, match }];
}

function matchOf({ known, named, rate }: NonNullable<RunReport['students']>) {
  if (rate === null) return null;
  const percent = Math.floor(rate * 1000) / 10;
  return { known: number(known), named: number(named), percent: `${percent} %` };
}

function revertedTable({ run, kinds }: NonNullable<RunReport['reverted']>) {
  const rows = Object.entries(kinds).map(([entity, { restored, withdrawn, kept }]) => ({
    name: (entityWords[entity] ?? [entity, entity])[1],
    cells: [restored, withdrawn, kept].map(number),
  }));
  return { run, rows };
}

function temporalLinks(executions: RunReport['executions'], root: string | null, namespace: string) {
  return executions.map(({ workflowId, temporalRunId, attempt }) => ({
    workflowId,
    attempt,
    name: workflowId.endsWith('/guardians') ? 'GuardianSync: the guardian file' : 'DailySync: the whole run',
    url:
      root && temporalRunId
        ? `${root.replace(/\/$/, '')}/namespaces/${[namespace, 'workflows', workflowId, temporalRunId, 'history'].map(encodeURIComponent).join('/')}`
        : null,
  }));
}
