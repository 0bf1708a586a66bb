import type { RemoteFile } from './remote-file.js';

/** Sort order: the newest first, those of unknown time before all, equal ones by name so that it is always the same. */
export function newestFirst(a: RemoteFile, b: RemoteFile): number {
  return timeOf(b) - timeOf(a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** The same, but of equal times the later name counts as the newer: so are exports of one minute numbered. */
export function laterFirst(a: RemoteFile, b: RemoteFile): number {
  return timeOf(b) - timeOf(a) || newestFirst(b, a);
}

/** A finite number, so that two unknown times are equal. */
function timeOf(file: RemoteFile): number {
  return file.modifiedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
