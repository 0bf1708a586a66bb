import { findingKind } from '../findings/catalogue.js';
import type { EntityCounts } from '../runs/counts.js';
import type { Contact, ReportFile, ReportFinding, RunListEntry, RunReport } from '../runs/report.js';
import { changesText } from './changes-text.js';
import { bytes, counted, localTime, number, seconds, table } from './text.js';

/** A run's report as people read it. */
export function reportText(report: RunReport): string {
  const sections = [
    head(report),
    failure(report),
    questions(report),
    counts(report),
    changesText(report),
    reverted(report),
    guardianFile(report),
    attributeFile(report),
    findings(report),
    footer(report),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

export function runsText(scope: string, runs: readonly RunListEntry[]): string {
  if (runs.length === 0) return `There are no runs of ${scope} yet. "dailysync sync ${scope}" starts one.`;
  const rows = runs.map((run) => [
    String(run.id),
    kindOf(run),
    localTime(run.startedAt),
    `${run.status.replaceAll('_', ' ')}${run.revertedBy === null ? '' : `, put back by ${run.revertedBy}`}`,
    run.failureCode ?? '',
    run.errors,
    run.warnings,
    Object.entries(run.triedToArchive).map(triedText).join(', '),
    run.requestedBy,
  ]);
  return table(
    ['run', 'kind', 'started', 'status', 'failure', 'errors', 'warnings', 'tried to archive', 'asked by'],
    rows,
  );
}

function head({ run, sentence }: RunReport): string[] {
  const where = run.school === null ? run.district : `${run.school}, ${run.district}`;
  const took = run.seconds === null ? '' : `, took ${seconds(run.seconds)}`;
  return [
    `Run ${run.id}${run.kind === 'sync' ? '' : ` (${kindOf(run)})`} of ${where} (${run.scope}): ${run.status.replaceAll('_', ' ')}`,
    sentence,
    `Started ${localTime(run.startedAt)}${took}, asked for by ${run.requestedBy}`,
  ];
}

function kindOf({ kind }: { kind: string }): string {
  return kind === 'preview' ? 'dry run' : kind;
}

function failure({ failure: failed, run }: RunReport): string[] {
  if (!failed) return [];
  const next =
    run.status === 'needs_attention' && run.kind !== 'preview'
      ? [`When it is mended: dailysync retry ${run.scope}`]
      : [];
  return [`${failed.code}: ${failed.message}`, ...next];
}

const choices = { threshold: 'removals archive|keep', held: 'hold apply|discard' } as const;

/** Why it waits, how to answer, and what was answered. */
function questions({ held, decisions, run }: RunReport): string[] {
  const lines = held.map(({ part, code, message }) => `${part} held (${code}): ${message}`);
  if (run.kind === 'preview') return lines;
  const asked = run.status === 'threshold' || run.status === 'held' ? choices[run.status] : null;
  const discarded = decisions.some(({ answer }) => answer === 'discard');
  if (asked && !discarded) lines.push(`To decide, while the sync waits: dailysync decide ${run.scope} ${asked}`);
  if (run.status === 'threshold') lines.push(`Who would be archived: dailysync decide ${run.scope} removals --list`);
  for (const { question, answer, by, at } of decisions) lines.push(`${localTime(at)}, ${by}: ${question} ${answer}`);
  return lines;
}

function triedText([kind, { count, percent }]: [string, { count: number; percent: number }]): string {
  return `${kind} ${number(count)} (${percent} %)`;
}

const rosterKinds = ['schools', 'terms', 'students', 'staff', 'classrooms', 'enrollments'] as const;
const accountNames = ['created', 'updated', 'closed', 'reopened', 'merged'] as const;
const countNames = ['read', 'created', 'updated', 'unchanged', 'skipped', 'archived', 'restored'] as const;

function counts({ counts: { roster, guardians, attributes, accounts } }: RunReport): string[] {
  const kinds: [string, EntityCounts][] = roster ? rosterKinds.map((kind) => [kind, roster[kind]]) : [];
  if (guardians) kinds.push(['guardians', guardians.guardians], ['guardian links', guardians.guardianLinks]);
  if (attributes) kinds.push(['attribute values', attributes.studentAttributes]);
  const tried = kinds.some(([, of]) => of.triedToArchive);
  const lines =
    kinds.length === 0
      ? []
      : [
          table(
            ['', ...countNames, ...(tried ? ['tried to archive'] : [])],
            kinds.map(([kind, of]) => [kind, ...countNames.map((name) => of[name]), ...(tried ? [share(of)] : [])]),
          ),
        ];
  if (accounts) {
    const parts = accountNames.map((name) => `${number(accounts[name])} ${name}`);
    lines.push(`Accounts: ${parts.join(', ')}`);
  }
  return lines;
}

const revertedNames = { restored: 'put back', withdrawn: 'archived (made by it)', kept: 'left as they are' } as const;

function reverted({ reverted: of }: RunReport): string[] {
  if (!of) return [];
  const names = Object.keys(revertedNames) as (keyof typeof revertedNames)[];
  const rows = Object.entries(of.kinds).map(([kind, n]) => [
    kind.replaceAll('_', ' '),
    ...names.map((name) => n[name]),
  ]);
  return [table([`of run ${of.run}`, ...Object.values(revertedNames)], rows)];
}

function share({ triedToArchive: tried }: EntityCounts): string {
  return tried ? `${number(tried.count)} (${tried.percent} %)` : '';
}

function guardianFile({ file, rows, rowsAddUp, students }: RunReport): string[] {
  if (!file) return [];
  const { columns, ignoredHeaders } = file;
  const lines = [...fileLines(`Guardian file ${file.name}`, { file, rows, rowsAddUp, students })];
  if (columns) {
    const mapped = Object.entries(columns).map(([column, header]) =>
      column === header ? column : `${column} ← "${header}"`,
    );
    lines.push(`Columns: ${mapped.join(', ')}`);
  }
  if (ignoredHeaders.length > 0) lines.push(`Ignored columns: ${ignoredHeaders.join(', ')}`);
  lines.push(`SHA-256: ${file.sha256}`);
  return lines;
}

function attributeFile({ attributes }: RunReport): string[] {
  if (!attributes) return [];
  const { file, names } = attributes;
  return [
    ...fileLines(`Attribute file ${file.name}`, attributes),
    ...(names.length > 0 ? [`Attributes: ${names.join(', ')}`] : []),
    `SHA-256: ${file.sha256}`,
  ];
}

type FileFacts = Pick<RunReport, 'rows' | 'rowsAddUp' | 'students'> & { file: ReportFile };

function fileLines(title: string, { file, rows, rowsAddUp, students }: FileFacts): string[] {
  const lines = [
    `${title}, ${bytes(file.size)}${file.modifiedAt === null ? '' : `, of ${localTime(file.modifiedAt)}`}`,
  ];
  if (rows) {
    const { read, applied, unchanged, skipped, error, duplicate, leftOut, blank } = rows;
    lines.push(
      `Rows: ${number(read)} read = ${number(applied)} applied + ${number(unchanged)} unchanged + ${number(skipped)} skipped + ${number(error)} in error + ` +
        `${number(duplicate)} duplicate + ${number(leftOut)} left out (contact type) + ${number(blank)} blank${rowsAddUp ? '' : ': THIS DOES NOT ADD UP'}`,
    );
  }
  if (students) {
    const rate = students.rate === null ? '' : ` (${(students.rate * 100).toFixed(1)} %)`;
    lines.push(
      `Match rate: ${number(students.known)} of ${counted(students.named, 'student')} named are in the roster${rate}`,
    );
  }
  if (file.encoding) lines.push(`Encoding: ${file.encoding.name}. ${file.encoding.evidence}`);
  if (file.delimiter !== null) lines.push(`Separator: ${file.delimiter === '\t' ? 'tab' : file.delimiter}`);
  return lines;
}

function findings({ run, findings: { total, byCode, list } }: RunReport): string[] {
  if (Object.keys(byCode).length === 0) return [];
  const lines = [
    `Findings: ${counted(total.error, 'error')}, ${counted(total.warning, 'warning')}, ${counted(total.notice, 'notice')}`,
  ];
  const codes = [...new Set(list.map(({ code }) => code))];
  for (const code of codes) {
    const shown = list.filter((each) => each.code === code && each.details.more === undefined);
    const count = byCode[code] ?? shown.length;
    lines.push(`${shown[0]?.severity ?? 'finding'} ${code} (${number(count)})`, ...shown.map(findingLine));
    if (count > shown.length) lines.push(`  and ${number(count - shown.length)} more`);
  }
  const left = Object.values(byCode).reduce((sum, n) => sum + n, 0) > list.length;
  if (left) lines.push(`All of them: dailysync report ${run.id} --csv --out FILE`);
  return lines;
}

function findingLine({ code, file, line, column, message, contacts, people }: ReportFinding): string {
  const where = [file, line === null ? null : `line ${line}`, column].filter((part) => part !== null).join(', ');
  const both = contacts ? `\n    before: ${contact(contacts.before)}\n    after:  ${contact(contacts.after)}` : '';
  const who = contacts || !findingKind(code).contacts ? both : whoLines(people);
  return `  ${where === '' ? '' : `${where}: `}${message}${who}`;
}

/** Names without contacts, which stand in the download. */
function whoLines(people: ReportFinding['people']): string {
  return people
    .map(({ part, kind, id, name, about }) => {
      const role = part === 'accounts' || part === 'account' ? '' : `${part}: `;
      return `\n    ${role}${name}${about === '' ? '' : ` (${about})`}, ${kind} ${id}`;
    })
    .join('');
}

function contact({ name, email, mobilePhone }: Contact): string {
  return [name, email || 'no email', mobilePhone || 'no mobile phone'].join(', ');
}

function footer({ steps, executions }: RunReport): string[] {
  const lines: string[] = [];
  if (steps.length > 0) lines.push(`Steps: ${steps.map(stepText).join(', ')}`);
  const workflows = executions.map(({ workflowId, attempt }) =>
    attempt > 1 ? `${workflowId} (attempt ${attempt})` : workflowId,
  );
  if (workflows.length > 0) lines.push(`Workflows: ${workflows.join(', ')}`);
  return lines;
}

function stepText({ step, batches, seconds: took, progress }: RunReport['steps'][number]): string {
  const times = batches > 1 ? ` × ${batches}` : '';
  if (took !== null) return `${step}${times} ${seconds(took)}`;
  const share = progress?.total ? ` ${Math.floor((progress.done / progress.total) * 100)} %` : '';
  return `${step}${times} running${share}`;
}
