import { capitalized, list } from '../../words/lists.js';
import { count } from '../../words/numbers.js';
import { partNames } from '../../words/parts.js';
import { countsByKind, type EntityCounts } from '../counts.js';
import type { RunReport } from './types.js';

/** The result of a run in one sentence, for people who are not technical. */
export function sentenceOf(report: Omit<RunReport, 'sentence'>): string {
  if (report.run.kind === 'preview') return dryRunSentence(report);
  if (report.run.kind === 'level')
    return 'People moved between the syncs of schools and the district; the sync followed as a separate run.';
  const since = report.revertedBy === null ? '' : ` Run ${report.revertedBy} reverted it later.`;
  return `${report.reverted ? revertSentence(report.reverted) : statusSentence(report)}${since}`;
}

function revertSentence({ run, kinds }: NonNullable<RunReport['reverted']>): string {
  const sum = (name: 'restored' | 'withdrawn' | 'kept') => Object.values(kinds).reduce((n, kind) => n + kind[name], 0);
  const [restored, archived, kept] = [sum('restored'), sum('withdrawn'), sum('kept')];
  const done = [
    restored > 0 ? `${count(restored, 'record has', 'records have')} their earlier values again` : '',
    archived > 0 ? `${count(archived, 'record that it created is', 'records that it created are')} archived` : '',
  ].filter((part) => part !== '');
  const left =
    kept > 0 ? ` ${count(kept, 'record was', 'records were')} left as they are because they changed again later.` : '';
  return done.length > 0
    ? `Run ${run} was reverted: ${list(done)}.${left}`
    : `Nothing of run ${run} was reverted.${left}`;
}

function statusSentence(report: Omit<RunReport, 'sentence'>): string {
  const { id, status } = report.run;
  switch (status) {
    case 'running':
      return `Run ${id} is still running.`;
    case 'done':
      return changed(report)
        ? 'Everything was applied, without errors or warnings.'
        : 'Nothing had changed, so no record was updated.';
    case 'done_with_warnings':
      return `The sync finished, with ${toLookAt(report)} to look at.`;
    case 'threshold':
      return `Everything was applied except removals. ${whyWithheld}, so the removals wait for a decision.`;
    case 'held':
      return heldSentence(report);
    case 'needs_attention': {
      const { names, them } = failed(report);
      return `The sync needs attention: ${names} failed, and nothing of ${them} was applied.`;
    }
    case 'cancelled':
      return 'The sync was canceled before its end. What finished before that stays applied.';
    case 'failed':
      return 'The sync failed.';
  }
}

/** A dry run's status is the one that the sync would have. */
function dryRunSentence(report: Omit<RunReport, 'sentence'>): string {
  const { id, status } = report.run;
  const nothing = 'Dry run, nothing was changed.';
  switch (status) {
    case 'running':
      return `Dry run ${id} is still running. It changes nothing.`;
    case 'done':
      return changed(report)
        ? `${nothing} The sync would apply everything, without errors or warnings.`
        : `${nothing} The sync would not change anything.`;
    case 'done_with_warnings':
      return `${nothing} The sync would finish, with ${toLookAt(report)} to look at.`;
    case 'threshold':
      return `${nothing} The sync would apply everything except removals. ${whyWithheld}, so the removals would wait for a decision about them.`;
    case 'held':
      return `${nothing} The sync would not apply ${partNames(heldParts(report))}, and wait for a person to decide.`;
    case 'needs_attention':
      return `${nothing} The sync would need attention: ${failed(report).names} would fail.`;
    case 'cancelled':
    case 'failed':
      return `${nothing} The dry run was stopped before its end.`;
  }
}

const whyWithheld =
  'More records would be archived than the Deletion Threshold allows, or rows in error leave it unclear who is gone';

function toLookAt({ findings: { total } }: Pick<RunReport, 'findings'>): string {
  return `${count(total.error, 'error')} and ${count(total.warning, 'warning')}`;
}

function failed({ failure }: Pick<RunReport, 'failure'>): { names: string; them: string } {
  const parts = failure?.parts ?? [];
  if (parts.length === 0) return { names: 'one part', them: 'it' };
  return { names: partNames(parts), them: parts.length > 1 ? 'them' : 'it' };
}

function heldSentence({ held, decisions }: Pick<RunReport, 'held' | 'decisions'>): string {
  const parts = heldParts({ held });
  const who = capitalized(partNames(parts));
  const [were, look, it] = parts.length > 1 ? ['were', 'they look', 'them'] : ['was', 'it looks', 'it'];
  const discarded = decisions.some(({ question, answer }) => question === 'hold' && answer === 'discard');
  return discarded
    ? `${who} ${were} discarded: nothing of ${it} was applied.`
    : `${who} ${were} not applied because ${look} wrong. A person must decide.`;
}

function heldParts({ held }: Pick<RunReport, 'held'>): string[] {
  return [...new Set(held.map(({ part }) => part))];
}

function changed({ counts }: Pick<RunReport, 'counts'>): boolean {
  const touched = (of: EntityCounts) => of.created + of.updated + of.archived + of.restored > 0;
  return Object.values(countsByKind(counts)).some(touched) || Object.values(counts.accounts ?? {}).some((n) => n > 0);
}
