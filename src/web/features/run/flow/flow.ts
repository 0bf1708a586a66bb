import { partsOf, type SyncPart, stepsOf, titleOf } from '../../../../contract/parts.js';
import type { RunReport } from '../../../../runs/report.js';
import { rosterSources } from '../../../../settings/roster-sources.js';
import type { SyncSettings } from '../../../../settings/sync-settings.js';
import { count, number, size } from '../../../../words/numbers.js';
import { type FlowStep, stepMaker } from './steps.js';

interface FlowLane {
  title: string;
  from: string;
  steps: FlowStep[];
}

/** The picture of a run: lanes that meet at the accounts. */
export interface Flow {
  lanes: FlowLane[];
  end: FlowStep;
}

const rosterSteps = stepsOf('roster');
const guardianSteps = stepsOf('guardians');
const attributeSteps = stepsOf('attributes');

/** Null before anything has happened. @param settings those that the run had */
export function flowOf(report: RunReport, settings: SyncSettings): Flow | null {
  const { roster, guardians, attributes, accounts } = report.counts;
  const step = stepMaker(report);
  const sum = (
    pick: (counts: { read: number; created: number; updated: number; archived: number; restored: number }) => number,
  ) => Object.values(roster ?? {}).reduce((total, counts) => total + pick(counts), 0);
  const changed = sum(({ created, updated, archived, restored }) => created + updated + archived + restored);
  const batches = report.steps.find((each) => each.step === guardianSteps.parse)?.batches ?? 0;
  const lanes: Partial<Record<SyncPart, FlowLane>> = {
    roster: {
      title: titleOf('roster'),
      from: rosterSources[settings.roster.source],
      steps: [
        step('roster', 'Fetch', [rosterSteps.fetch], ''),
        step('roster', 'Read', [rosterSteps.stage], roster && `${number(sum(({ read }) => read))} records`),
        step('roster', 'Apply', [rosterSteps.apply], roster && count(changed, 'change')),
      ],
    },
    guardians: {
      title: titleOf('guardians'),
      from: report.file ? `${report.file.name}, ${guardiansCame(report, settings)}` : '',
      steps: [
        step('guardians', 'Fetch', [guardianSteps.fetch], report.file && size(report.file.size)),
        step('guardians', 'Find the encoding', [guardianSteps.decode], encodingFigure(report)),
        step(
          'guardians',
          batches === 0 ? 'Read' : `Read in ${count(batches, 'batch', 'batches')}`,
          [guardianSteps.parse],
          report.rows && count(report.rows.read, 'row'),
        ),
        step(
          'guardians',
          'Compare and apply',
          [guardianSteps.apply],
          guardians && `${number(guardians.guardians.read)} guardians`,
        ),
      ],
    },
    attributes: {
      title: titleOf('attributes'),
      from: report.attributes ? `${report.attributes.file.name}, by SFTP` : '',
      steps: [
        step('attributes', 'Fetch', [attributeSteps.fetch], report.attributes && size(report.attributes.file.size)),
        step('attributes', 'Read', [attributeSteps.decode, attributeSteps.parse], rowsFigure(report.attributes?.rows)),
        step(
          'attributes',
          'Apply',
          [attributeSteps.apply],
          attributes && attributeFigure(attributes.studentAttributes),
        ),
      ],
    },
    revert: {
      title: titleOf('revert'),
      from: report.reverted ? `run ${report.reverted.run}` : '',
      steps: [step('revert', 'Undo changes', [stepsOf('revert').apply], '')],
    },
  };
  const end = step('accounts', 'Assign accounts', [stepsOf('accounts').apply], accounts && accountFigure(accounts));
  // The first step of a lane is its own; a dry run's last is that of every lane.
  const seen = partsOf(report.run.kind)
    .flatMap((part) => lanes[part] ?? [])
    .filter(({ steps: [first] }) => first?.state !== 'open');
  return seen.length === 0 ? null : { lanes: seen, end };
}

function guardiansCame({ run }: RunReport, { roster }: SyncSettings): string {
  if (run.kind === 'upload') return 'uploaded';
  return roster.manageGuardians ? 'made from the roster' : 'by SFTP';
}

const rowsFigure = (rows: { read: number } | null | undefined) => rows && count(rows.read, 'row');
const attributeFigure = ({ read }: { read: number }) => count(read, 'value');

function encodingFigure({ file }: RunReport): string {
  const name = file?.encoding?.name;
  if (!name) return '';
  return name === 'utf-8' ? 'UTF-8 already' : `${labels[name] ?? name} to UTF-8`;
}

const labels: Record<string, string> = { 'windows-1252': 'Windows-1252', 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16' };

function accountFigure({
  created,
  updated,
  closed,
  reopened,
  merged,
}: NonNullable<RunReport['counts']['accounts']>): string {
  const others = updated + closed + reopened + merged;
  if (created === 0) return others === 0 ? 'nothing to change' : count(others, 'change');
  return `${number(created)} new${others > 0 ? `, ${count(others, 'change')}` : ''}`;
}
