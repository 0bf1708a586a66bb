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
import type { WebOptions } from './server.js';
import { duration, number, runKindWords, size, statusWords, when } from './words.js';

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
  const scopeIds = { districtId: facts.district_id, scopeId: facts.scope_id };
  const executions = temporalLinks(report.executions, temporalUiUrl, temporalNamespace);
  const temporalUrl = executions.find(({ workflowId }) => !workflowId.endsWith('/guardians'))?.url ?? null;
  const [asking, demo, differences, family, evidence] = await Promise.all([
    whatIsAsked(db, runId),
    options.demo ? demoPanel(options.demo.control, { ...options.demo, ...form, runId, temporalUrl }) : null,
    differencesOf(db, { districtId: facts.district_id, runId }, report.counts),
    chooseFamily(db, scopeIds),
    findEvidence(db, scopeIds, report.file, facts.first_invalid),
  ]);
  const { kind, status, startedAt, seconds, requestedBy, district, school, scope } = report.run;
  const following = demo?.following || (form.following && status === 'running');
  return {
    title: `What just happened: run ${runId}`,
    following,
    run: {
      id: runId,
      kind: runKindWords[kind] ?? null,
      running: status === 'running',
      scope: school ? `${school}, ${district}` : district,
      ...statusWords[status],
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
    rows: report.rows && { read: number(report.rows.read), parts: rowParts(report.rows), addUp: report.rowsAddUp },
    match: matchOf(report),
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

function matchOf({ students }: RunReport) {
  if (!students || students.rate === null) return null;
  const percent = Math.floor(students.rate * 1000) / 10;
  return { known: number(students.known), named: number(students.named), percent: `${percent} %` };
}

function temporalLinks(executions: RunReport['executions'], root: string | null, namespace: string) {
  return executions.map(({ workflowId, temporalRunId, attempt }) => ({
    workflowId,
    attempt,
    name: workflowId.endsWith('/guardians') ? 'GuardianSync: the guardian file' : 'DailySync: the whole run',
    url: root
      ? `${root.replace(/\/$/, '')}/namespaces/${[namespace, 'workflows', workflowId, temporalRunId, 'history'].map(encodeURIComponent).join('/')}`
      : null,
  }));
}
