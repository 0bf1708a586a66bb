import { REFUSALS } from '../../guardian-file/refusals.js';
import { command } from '../../words/commands.js';
import type { RunReport } from './types.js';

type Failed = Pick<RunReport, 'run' | 'failure'>;

/** Rows that don't fit the roster or the limits: as with a file refused as a whole, only another file helps. */
const fileFailures = new Set<string>([
  ...Object.keys(REFUSALS),
  ...['GuardianFileTooLarge', 'TooManyRowsInError'],
  ...['ZipUnsafe', 'ZipDamaged', 'ZipFileMissing', 'ZipFilesSeveral', 'GzipUnsafe', 'GzipDamaged'],
]);

/**
 * What a person does about a run that needs attention; null if nothing of it waits for that. A refused upload is not
 * retried: the same file would be refused again.
 */
export function nextStep(
  { run, failure }: Failed,
  dataFolder: string | null | undefined,
): { text: string; command: string } | null {
  if (run.status !== 'needs_attention' || run.kind === 'preview' || !failure) return null;
  return isRefusedUpload({ run, failure })
    ? { text: 'Correct the file and upload it', command: command(`upload ${run.scope} FILE`, dataFolder) }
    : { text: 'When the cause is fixed', command: command(`retry ${run.scope}`, dataFolder) };
}

export function isRefusedUpload({ run, failure }: Failed): boolean {
  return run.kind === 'upload' && failure !== null && fileFailures.has(failure.code);
}
