import type { Knex } from 'knex';
import { query, sqlFile } from '../../../db/sql-files.js';
import { type RunReport, runReport } from '../../../runs/report.js';
import { type SyncSettings, withDefaults } from '../../../settings/sync-settings.js';
import { inDataFolder } from '../../../words/commands.js';
import { duration } from '../../../words/numbers.js';
import { runKindTitle } from '../../../words/run-kinds.js';
import { badgeOf, type StatusWords } from '../../../words/statuses.js';
import { when } from '../../../words/times.js';
import type { Services } from '../../plugins/services.js';
import { whatIsAsked } from '../decide/asking.js';
import { type QuestionPanel, questionPanel } from '../decide/panel.js';
import { type DemoPanel, demoPanel } from '../demo/panel.js';
import { chooseFamily, type Family } from '../family/members.js';
import { type DifferenceGroup, differencesOf } from './differences/differences.js';
import { dryRunGroups } from './differences/dry-run.js';
import { type Evidence, type FirstInvalid, findEvidence } from './file/evidence.js';
import { type FileFacts, fileFacts } from './file/file.js';
import { type FindingSection, groupFindings } from './findings/findings.js';
import { type Flow, flowOf } from './flow/flow.js';
import { type Command, nextCommands } from './next-commands.js';
import { type CountTable, countTable, type Headline, headlines } from './numbers/numbers.js';
import { type RowsCard, rowsCards } from './numbers/rows.js';
import { type PeopleSections, peopleSections } from './people/people.js';
import { type RevertedTable, revertedTable } from './reverted.js';
import { type Execution, executionsOf } from './temporal.js';

const factsSql = sqlFile(import.meta.url, './facts.sql')();
const findingsPerCode = 5;

export interface RunPage {
  title: string;
  /** The page looks again by itself. */
  following: boolean;
  run: {
    id: number;
    kind: string | null;
    dryRun: boolean;
    running: boolean;
    scope: string;
    badge: StatusWords;
    when: string;
    took: string | null;
    requestedBy: string;
  };
  sentence: string;
  failure: RunReport['failure'];
  questions: QuestionPanel | null;
  demo: DemoPanel | null;
  flow: Flow | null;
  headlines: Headline[];
  table: CountTable;
  files: RowsCard[];
  reverted: RevertedTable | null;
  revertedBy: number | null;
  differences: DifferenceGroup[] | null;
  people: PeopleSections;
  family: Family | null;
  file: FileFacts | null;
  evidence: Evidence | null;
  findings: FindingSection[];
  executions: Execution[];
  /** Whether anybody said where Temporal's web interface is. */
  temporalUi: boolean;
  commands: Command[];
}

interface Facts {
  district_id: number;
  scope_id: number;
  settings: SyncSettings;
  first_invalid: FirstInvalid | null;
}

/**
 * What happened in a run, and what a person can do now.
 *
 * @throws SyncFailure `UnknownRun`
 */
export async function runPage(
  services: Services,
  runId: number,
  form: { token: string; following: boolean },
): Promise<RunPage> {
  const { db, dataFolder } = services;
  const report = await runReport(db, runId, { findingsPerCode });
  const facts = await loadFacts(db, runId);
  const { timeZone } = facts.settings.schedule;
  const { kind, status, startedAt, seconds, requestedBy, district, school, scope } = report.run;
  const scopeIds = { districtId: facts.district_id, scopeId: facts.scope_id };
  const executions = executionsOf(report.executions, services);
  const temporalUrl = executions.find(({ whole }) => whole)?.url ?? null;
  // A family is shown as stored now, which a dry run and a revert don't speak of.
  const showsFamily = kind !== 'preview' && kind !== 'revert';
  const [asking, demo, differences, family, evidence] = await Promise.all([
    whatIsAsked(db, runId),
    services.demo && demoPanel(services.demo, { ...form, dataFolder, runId, temporalUrl }),
    report.changes
      ? dryRunGroups(report.changes)
      : differencesOf(db, { districtId: facts.district_id, runId }, report.counts),
    showsFamily ? chooseFamily(db, scopeIds) : null,
    findEvidence(db, scopeIds, report.file, facts.first_invalid),
  ]);
  return {
    title: `${kind === 'preview' ? 'What would happen' : 'What just happened'}: run ${runId}`,
    following: demo?.following || (form.following && status === 'running'),
    run: {
      id: runId,
      kind: runKindTitle(kind),
      dryRun: kind === 'preview',
      running: status === 'running',
      scope: school ? `${school}, ${district}` : district,
      badge: badgeOf(report.run),
      when: when(startedAt, timeZone),
      took: seconds === null ? null : duration(seconds),
      requestedBy,
    },
    sentence: report.sentence,
    failure: report.failure && { ...report.failure, message: inDataFolder(report.failure.message, dataFolder) },
    questions: questionPanel(asking, report, {
      ...{ dataFolder, timeZone },
      token: services.answers ? form.token : null,
    }),
    demo,
    flow: flowOf(report, facts.settings),
    headlines: headlines(report.counts),
    table: countTable(report.counts),
    files: rowsCards(report),
    reverted: report.reverted && revertedTable(report.reverted),
    revertedBy: report.revertedBy,
    differences,
    people: peopleSections(report.findings),
    family,
    file: report.file && fileFacts(report.file, timeZone),
    evidence,
    findings: groupFindings(report.findings),
    executions,
    temporalUi: services.temporalUiUrl !== null,
    commands: nextCommands({ scope, runId }, dataFolder),
  };
}

async function loadFacts(db: Knex, runId: number): Promise<Facts> {
  const [row] = await query<Facts>(db, factsSql, { runId });
  return { ...row!, settings: withDefaults(row!.settings) };
}
