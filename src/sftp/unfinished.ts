import { newestFirst } from './newest.js';
import type { RemoteFile } from './remote-file.js';

const UNFINISHED = /\.(?:part|partial|tmp|filepart)$/i;

/** Whether upload tools name a file so until it is complete: `name.csv.part`, `.name.csv.x7Yz.tmp` and the like. */
export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}

/**
 * An upload in progress of a file that is wanted. One older than the complete file is what an upload that broke off
 * left behind, and doesn't count.
 *
 * @param isWanted is given the name that the upload will have, in lower case.
 * @param complete the file that would be taken.
 */
export function findUnfinished(
  files: readonly RemoteFile[],
  isWanted: (name: string) => boolean,
  complete: RemoteFile | undefined,
): RemoteFile | undefined {
  return files.find(
    (file) =>
      isUnfinished(file.name) &&
      finalNames(file.name).some(isWanted) &&
      (complete === undefined || newestFirst(file, complete) <= 0),
  );
}

/** What an upload may be called once it is complete: tools may add a part of their own before the ending. */
function finalNames(name: string): string[] {
  const parts = name.toLowerCase().replace(UNFINISHED, '').replace(/^\./, '').split('.');
  return parts.map((_, at) => parts.slice(0, at + 1).join('.'));
}
