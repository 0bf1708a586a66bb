import type { RunStatus } from '../contract/status.js';

export type Tone = 'good' | 'warning' | 'bad' | 'quiet';

export interface StatusWords {
  /** Of the picture that goes with the word. */
  shape: 'done' | 'warnings' | 'threshold' | 'hold' | 'attention' | 'failed' | 'running' | 'dry-run' | 'canceled';
  label: string;
  tone: Tone;
  meaning: string;
}

/** By the stored status. A shape, a word and a color, the same everywhere. */
export const statusWords: Record<RunStatus, StatusWords> = {
  running: { shape: 'running', label: 'Running', tone: 'quiet', meaning: 'The sync is running.' },
  done: { shape: 'done', label: 'Done', tone: 'good', meaning: 'Everything was applied.' },
  done_with_warnings: {
    ...{ shape: 'warnings', label: 'Done, with warnings', tone: 'warning' },
    meaning: 'Everything was applied; there are rows to correct.',
  },
  threshold: {
    ...{ shape: 'threshold', label: 'Threshold', tone: 'warning' },
    meaning: 'Everything was applied except removals, which wait for a decision.',
  },
  held: {
    ...{ shape: 'hold', label: 'On hold', tone: 'warning' },
    meaning: 'It looks wrong, was not applied, and waits for a decision.',
  },
  needs_attention: {
    ...{ shape: 'attention', label: 'Needs attention', tone: 'bad' },
    meaning: 'A step failed; a person must do something.',
  },
  cancelled: { shape: 'canceled', label: 'Canceled', tone: 'quiet', meaning: 'The sync was stopped before its end.' },
  failed: { shape: 'failed', label: 'Failed', tone: 'bad', meaning: 'The sync failed and can’t be retried.' },
};

/** Of a dry run: how the sync would end. */
const dryRunLabels: Partial<Record<RunStatus, string>> = {
  done: 'Would go through',
  done_with_warnings: 'Would go through, with warnings',
  threshold: 'Would reach the threshold',
  held: 'Would be on hold',
  needs_attention: 'Would need attention',
};

/** What a run's badge shows. */
export function badgeOf({ kind, status }: { kind: string; status: RunStatus }): StatusWords {
  const words = statusWords[status];
  const label = kind === 'preview' ? dryRunLabels[status] : undefined;
  return label ? { ...words, shape: 'dry-run', label } : words;
}
