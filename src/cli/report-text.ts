import { findingKind } from '../findings/catalogue.js';
import { countsByKind, type EntityCounts } from '../runs/counts.js';
import { nextStep } from '../runs/report/next-step.js';
import type { Contact, ReportFile, ReportFinding, RunListEntry, RunReport } from '../runs/report.js';
import { answerWords } from '../words/answers.js';
import { countColumns, triedToArchive } from '../words/changes.js';
import { command } from '../words/commands.js';
import { delimiterName } from '../words/files.js';
import { capitalized, list as listText } from '../words/lists.js';
import { count, duration, number, percent, size } from '../words/numbers.js';
import { partNames } from '../words/parts.js';
import { recordKinds, recordNoun } from '../words/record-kinds.js';
import { runKind } from '../words/run-kinds.js';
import { badgeOf } from '../words/statuses.js';
import { stepName } from '../words/steps.js';
import { when } from '../words/times.js';
import { changesText } from './changes-text.js';
import { headerLines } from './headers-text.js';
import { table } from './table.js';

type Folder = string | undefined;

/** A run's report as people read it. @param dataFolder of the system that it comes from, as given with --data */
export function reportText(report: RunReport, dataFolder: Folder): string {
  const sections = [
    head(report),
    failure(report, dataFolder),
    questions(report, dataFolder),
    counts(report),
    changesText(report),
    reverted(report),
    guardianFile(report),
    attributeFile(report),
    findings(report, dataFolder),
    footer(report),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** @param timeZone the district's */
export function runsText(scope: string, timeZone: string, runs: readonly RunListEntry[], dataFolder: Folder): string {
  if (runs.length === 0) return `${scope} has no runs yet. To start one: ${command(`sync ${scope}`, dataFolder)}`;
  const rows = runs.map((run) => [
    String(run.id),
    runKind(run.kind),
    when(run.startedAt, timeZone),
    `${badgeOf(run).label}${run.revertedBy === null ? '' : `, reverted by run ${run.revertedBy}`}`,
    run.failureCode ?? '',
    run.errors,
    run.warnings,
    Object.entries(run.triedToArchive).map(triedText).join(', '),
    run.requestedBy,
  ]);
  return table(
    ['run', 'kind', 'started', 'status', 'failure', 'errors', 'warnings', triedToArchive, 'requested by'],
    rows,
  );
}

function head({ run, sentence }: RunReport): string[] {
  const where = run.school === null ? run.district : `${run.school}, ${run.district}`;
  const took = run.seconds === null ? '' : `, took ${duration(run.seconds)}`;
  return [
    `Run ${run.id}${run.kind === 'sync' ? '' : ` (${runKind(run.kind)})`} of ${where} (${run.scope}): ${badgeOf(run).label}`,
    sentence,
    `Started ${when(run.startedAt, run.timeZone)}${took}, requested by ${run.requestedBy}`,
  ];
}

function failure(report: RunReport, dataFolder: Folder): string[] {
  if (!report.failure) return [];
  const { code, message } = report.failure;
  const next = nextStep(report, dataFolder);
  return [`${code}: ${message}`, ...(next ? [`${next.text}: ${next.command}`] : [])];
}

const choices = { threshold: 'removals archive|keep', held: 'hold apply|discard' } as const;

/** Why it waits, how to answer, and what was answered. */
function questions({ held, decisions, run }: RunReport, dataFolder: Folder): string[] {
  const lines = held.map(
    ({ part, code, message }) => `${capitalized(partNames([part]))} is on hold (${code}): ${message}`,
  );
  if (run.kind === 'preview') return lines;
  const asked = run.status === 'threshold' || run.status === 'held' ? choices[run.status] : null;
  const discarded = decisions.some(({ answer }) => answer === 'discard');
  const decide = (args: string) => command(`decide ${run.scope} ${args}`, dataFolder);
  if (asked && !discarded) lines.push(`To decide, while the sync waits: ${decide(asked)}`);
  if (run.status === 'threshold') lines.push(`To see what would be archived: ${decide('removals --list')}`);
  for (const { by, at, ...decision } of decisions) {
    lines.push(`${answerWords(decision)}. Decided by ${by}, ${when(at, run.timeZone)}.`);
  }
  return lines;
}

function triedText([kind, { count: records, percent: share }]: [string, { count: number; percent: number }]): string {
  return `${recordNoun(kind, 2)} ${number(records)} (${percent(share)})`;
}

const accountNames = ['created', 'updated', 'closed', 'reopened', 'merged'] as const;

function counts({ counts: ofParts }: RunReport): string[] {
  const { accounts } = ofParts;
  const all = countsByKind(ofParts);
  const kinds = recordKinds.flatMap(({ kind, many }) => (all[kind] ? [{ name: many, of: all[kind] }] : []));
  const tried = kinds.some(({ of }) => of.triedToArchive);
  const head = ['', ...countColumns, ...(tried ? [triedToArchive] : [])];
  const rows = kinds.map(({ name, of }) => [
    ...[name, ...countColumns.map((column) => of[column])],
    ...(tried ? [share(of)] : []),
  ]);
  const lines = rows.length === 0 ? [] : [table(head, rows)];
  if (accounts) {
    const parts = accountNames.map((name) => `${number(accounts[name])} ${name}`);
    lines.push(`Accounts: ${parts.join(', ')}`);
  }
  return lines;
}

const revertedNames = {
  restored: 'reverted',
  withdrawn: 'archived (created by it)',
  kept: 'left as they are',
} as const;

function reverted({ reverted: of }: RunReport): string[] {
  if (!of) return [];
  const names = Object.keys(revertedNames) as (keyof typeof revertedNames)[];
  const rows = Object.entries(of.kinds).map(([kind, n]) => [recordNoun(kind, 2), ...names.map((name) => n[name])]);
  return [table([`of run ${of.run}`, ...Object.values(revertedNames)], rows)];
}

function share({ triedToArchive: tried }: EntityCounts): string {
  return tried ? `${number(tried.count)} (${percent(tried.percent)})` : '';
}

function guardianFile({ run, file, rows, rowsAddUp, students }: RunReport): string[] {
  if (!file) return [];
  const lines = [...fileLines(`Guardian file ${file.name}`, { file, rows, rowsAddUp, students }, run.timeZone)];
  for (const [label, text] of headerLines(file.headers)) lines.push(`${label}: ${text}`);
  lines.push(`SHA-256: ${file.sha256}`);
  return lines;
}

function attributeFile({ run, attributes }: RunReport): string[] {
  if (!attributes) return [];
  const { file, names } = attributes;
  return [
    ...fileLines(`Student attributes file ${file.name}`, attributes, run.timeZone),
    ...(names.length > 0 ? [`Attributes: ${names.join(', ')}`] : []),
    `SHA-256: ${file.sha256}`,
  ];
}

type FileFacts = Pick<RunReport, 'rows' | 'rowsAddUp' | 'students'> & { file: ReportFile };

function fileLines(title: string, { file, rows, rowsAddUp, students }: FileFacts, timeZone: string): string[] {
  const lines = [
    `${title}, ${size(file.size)}${file.modifiedAt === null ? '' : `, modified ${when(file.modifiedAt, timeZone)}`}`,
  ];
  if (rows) {
    const { read, applied, unchanged, skipped, error, duplicate, leftOut, blank } = rows;
    lines.push(
      `Rows: ${number(read)} read = ${number(applied)} applied + ${number(unchanged)} unchanged + ${number(skipped)} skipped + ${number(error)} in error + ` +
        `${number(duplicate)} duplicate + ${number(leftOut)} left out (contact type) + ${number(blank)} blank${rowsAddUp ? '' : ': THIS DOES NOT ADD UP'}`,
    );
  }
  if (students) {
    const rate = students.rate === null ? '' : ` (${percent(students.rate * 100)})`;
    lines.push(
      `Match rate: ${number(students.known)} of the file's ${count(students.named, 'student')} are in the roster${rate}`,
    );
  }
  if (file.encoding) lines.push(`Encoding: ${file.encoding.name}. ${file.encoding.evidence}`);
  if (file.delimiter !== null) lines.push(`Separator: ${delimiterName(file.delimiter)}`);
  return lines;
}

function findings({ run, findings: { total, byCode, list } }: RunReport, dataFolder: Folder): string[] {
  if (Object.keys(byCode).length === 0) return [];
  const lines = [
    `Findings: ${listText([count(total.error, 'error'), count(total.warning, 'warning'), count(total.notice, 'notice')])}`,
  ];
  const codes = [...new Set(list.map(({ code }) => code))];
  for (const code of codes) {
    const shown = list.filter((each) => each.code === code && each.details.more === undefined);
    const found = byCode[code] ?? shown.length;
    lines.push(`${shown[0]?.severity ?? 'finding'} ${code} (${number(found)})`, ...shown.map(findingLine));
    if (found > shown.length) lines.push(`  and ${number(found - shown.length)} more`);
  }
  const left = Object.values(byCode).reduce((sum, n) => sum + n, 0) > list.length;
  if (left) lines.push(`For all of them: ${command(`report ${run.id} --csv --out FILE`, dataFolder)}`);
  return lines;
}

function findingLine({ code, file, line, column, message, contacts, people }: ReportFinding): string {
  const where = [file, line === null ? null : `line ${line}`, column].filter((part) => part !== null).join(', ');
  const both = contacts ? `\n    before: ${contact(contacts.before)}\n    after:  ${contact(contacts.after)}` : '';
  const who = contacts || !findingKind(code).contacts ? both : whoLines(people);
  return `  ${where === '' ? '' : `${where}: `}${message}${who}`;
}

/** Names alone; contacts are in the download. */
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
  if (steps.length > 0) lines.push(`Steps: ${steps.map(stepText).join(' · ')}`);
  const workflows = executions.map(({ workflowId, attempt }) =>
    attempt > 1 ? `${workflowId} (attempt ${attempt})` : workflowId,
  );
  if (workflows.length > 0) lines.push(`Workflows: ${workflows.join(', ')}`);
  return lines;
}

function stepText({ step, batches, seconds, progress }: RunReport['steps'][number]): string {
  const name = `${stepName(step)}${batches > 1 ? ` (${count(batches, 'batch', 'batches')})` : ''}`;
  if (seconds !== null) return `${name} ${duration(seconds)}`;
  return `${name}, running${progress?.total ? ` (${percent((progress.done / progress.total) * 100)})` : ''}`;
}
