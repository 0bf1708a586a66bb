import { newestFirst } from './newest.js';
import type { RemoteFile } from './remote-file.js';

/** Names that upload tools give to a file until it is complete: `name.csv.part`, `.name.csv.x7Yz.tmp` and the like. */
const UNFINISHED = /^\.?(.+?\.(?:csv|zip))(?:\..+)?\.(?:part|partial|tmp|filepart)$/i;

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
  return files.find((file) => {
    const name = UNFINISHED.exec(file.name)?.[1]?.toLowerCase();
    return name !== undefined && isWanted(name) && (complete === undefined || newestFirst(file, complete) <= 0);
  });
}
