import { type FilePurpose, notFound, stillWriting } from './file-failures.js';
import { newestFirst } from './newest.js';
import type { FileNotice, RemoteFile } from './remote-file.js';
import { findUnfinished } from './unfinished.js';

/**
 * A file among the entries of the families' folder: the name as agreed, or in another letter case with a notice.
 *
 * An unfinished upload beside it (`guardians.csv.part`) counts as the file still being written, unless it is older than
 * the complete one: then it is what an upload that broke off left behind.
 *
 * @param wanted the agreed name, in lower case. Docs: the guardian file, section 1.
 * @throws SyncFailure `GuardianFileNotFound`, which lists the names found, or `GuardianFileStillWriting` (`AttributeFile…`
 *   by purpose); both retryable.
 */
export function findGuardianFile(
  entries: readonly RemoteFile[],
  wanted = 'guardians.csv',
  purpose: FilePurpose = 'GuardianFile',
): { file: RemoteFile; notices: FileNotice[] } {
  const files = entries.filter((entry) => entry.type !== 'folder');
  const candidates = files.filter(({ name }) => name.toLowerCase() === wanted).sort(newestFirst);
  const file = candidates.find(({ name }) => name === wanted) ?? candidates[0];
  const unfinished = findUnfinished(files, (name) => name === wanted, file);
  if (unfinished !== undefined) {
    throw stillWriting(purpose, wanted, `the folder holds its unfinished upload ${unfinished.name}`);
  }
  if (file === undefined) throw notFound(purpose, wanted, files.map(({ name }) => name).sort());
  return { file, notices: noticesOf(file, candidates, wanted) };
}

function noticesOf(file: RemoteFile, candidates: readonly RemoteFile[], wanted: string): FileNotice[] {
  const notices: FileNotice[] = [];
  if (file.name !== wanted) {
    notices.push({
      code: 'file-name-case',
      message: `The file is named ${file.name}; it was taken. The name agreed on is ${wanted}.`,
    });
  }
  if (candidates.length > 1) {
    const others = candidates.filter((other) => other !== file).map(({ name }) => name);
    notices.push({
      code: 'file-name-twice',
      message: `${file.name} was taken; the folder also holds ${others.join(', ')}, which was left out. Remove what is out of date.`,
    });
  }
  return notices;
}
