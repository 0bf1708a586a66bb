import { countsByKind, type EntityCounts } from '../counts.js';
import type { RunReport } from './types.js';

/** The result of a run in one sentence, for people who are not technical. */
export function sentenceOf(report: Omit<RunReport, 'sentence'>): string {
  if (report.run.kind === 'preview') return previewSentence(report);
  if (report.run.kind === 'level')
    return 'People moved between the syncs of schools and district; the sync followed as a run of its own.';
  const since = report.revertedBy === null ? '' : ` Run ${report.revertedBy} has put it back since.`;
  return `${report.reverted ? revertSentence(report.reverted) : statusSentence(report)}${since}`;
}

function revertSentence({ run, kinds }: NonNullable<RunReport['reverted']>): string {
  const sum = (name: 'restored' | 'withdrawn' | 'kept') => Object.values(kinds).reduce((n, kind) => n + kind[name], 0);
  const [restored, withdrawn, kept] = [sum('restored'), sum('withdrawn'), sum('kept')];
  const done = [
    restored > 0 ? `${count(restored, 'record')} have their values from before` : '',
    withdrawn > 0 ? `${count(withdrawn, 'record')} that it had made are archived` : '',
  ].filter((part) => part !== '');
  const left = kept > 0 ? ` ${count(kept, 'record')} stayed as they are: something happened to them since.` : '';
  return done.length > 0
    ? `Run ${run} was put back: ${done.join(', ')}.${left}`
    : `Nothing of run ${run} was put back.${left}`;
}

function statusSentence(report: Omit<RunReport, 'sentence'>): string {
  const { id, status } = report.run;
  const { error, warning } = report.findings.total;
  switch (status) {
    case 'running':
      return `Run ${id} is still running.`;
    case 'done':
      return changed(report)
        ? 'Everything was applied, without errors or warnings.'
        : 'Nothing had changed: all is as it was.';
    case 'done_with_warnings':
      return `The sync went through, and there is something to look at: ${count(error, 'error')} and ${count(warning, 'warning')}.`;
    case 'threshold':
      return 'Everything was applied but the removals: more records than the Deletion Threshold allows, or that rows in error leave in doubt, would have been archived, so they wait for a decision.';
    case 'held':
      return heldSentence(report);
    case 'needs_attention':
      return `The sync needs attention: ${partNames[report.failure?.part ?? ''] ?? 'a part of it'} failed, and nothing of that part was applied.`;
    case 'cancelled':
      return 'The sync was canceled before its end; steps that had finished stay applied.';
    case 'failed':
      return 'The sync failed.';
  }
}

/** A dry run's status is that which the sync would have. */
function previewSentence(report: Omit<RunReport, 'sentence'>): string {
  const { id, status } = report.run;
  const { error, warning } = report.findings.total;
  const nothing = 'Dry run, nothing was changed.';
  switch (status) {
    case 'running':
      return `Dry run ${id} is still running. It changes nothing.`;
    case 'done':
      return changed(report)
        ? `${nothing} The sync would apply everything, without errors or warnings.`
        : `${nothing} The sync would find all as it is.`;
    case 'done_with_warnings':
      return `${nothing} The sync would go through, with something to look at: ${count(error, 'error')} and ${count(warning, 'warning')}.`;
    case 'threshold':
      return `${nothing} The sync would apply everything but the removals, and wait for a decision about them: more records than the Deletion Threshold allows, or that rows in error leave in doubt, would be archived.`;
    case 'held':
      return `${nothing} The sync would not apply the ${heldParts(report).join(' and the ')}, and wait for a person to decide.`;
    case 'needs_attention':
      return `${nothing} The sync would need attention: ${partNames[report.failure?.part ?? ''] ?? 'a part of it'} would fail.`;
    case 'cancelled':
    case 'failed':
      return `${nothing} The dry run ended before it was through.`;
  }
}

function heldSentence({ held, decisions }: Pick<RunReport, 'held' | 'decisions'>): string {
  const what = heldParts({ held });
  const who = `The ${what.join(' and the ')} ${what.length > 1 ? 'were' : 'was'}`;
  const looks = what.length > 1 ? 'they look wrong' : 'it looks wrong';
  const discarded = decisions.some(({ question, answer }) => question === 'hold' && answer === 'discard');
  return discarded
    ? `${who} discarded: nothing of it was applied.`
    : `${who} not applied: ${looks}, and a person must decide.`;
}

function heldParts({ held }: Pick<RunReport, 'held'>): string[] {
  return [...new Set(held.map(({ part }) => heldNames[part] ?? part))];
}

const heldNames: Record<string, string> = {
  roster: 'roster',
  guardians: 'guardian file',
  attributes: 'file of student attributes',
};

const partNames: Record<string, string> = {
  roster: 'reading the roster',
  guardians: 'the guardian file',
  attributes: 'the file of student attributes',
  revert: 'putting the run back',
  accounts: 'giving people their accounts',
};

function changed({ counts }: Pick<RunReport, 'counts'>): boolean {
  const touched = (of: EntityCounts) => of.created + of.updated + of.archived + of.restored > 0;
  return Object.values(countsByKind(counts)).some(touched) || Object.values(counts.accounts ?? {}).some((n) => n > 0);
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}
