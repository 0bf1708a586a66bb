import { type Finding, finding } from '../findings/catalogue.js';
import { type FilePurpose, notFound, stillWriting } from './file-failures.js';
import { newestFirst } from './newest.js';
import type { RemoteFile } from './remote-file.js';
import { findUnfinished } from './unfinished.js';

/**
 * A file among the entries of the families' folder: the name as agreed, or in another letter case with a notice.
 *
 * An unfinished upload next to it (`guardians.csv.part`) counts as the file still being written, unless it is older than
 * the complete one: then it is what an upload that broke off left behind.
 *
 * @param wanted the agreed name, in lower case. docs/guardian-rules.md 1.
 * @throws SyncFailure `GuardianFileNotFound`, which lists the names found, or `GuardianFileStillWriting` (`AttributeFile…`
 *   by purpose); both retryable.
 */
export function findGuardianFile(
  entries: readonly RemoteFile[],
  wanted = 'guardians.csv',
  purpose: FilePurpose = 'GuardianFile',
): { file: RemoteFile; notices: Finding[] } {
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

function noticesOf(file: RemoteFile, candidates: readonly RemoteFile[], wanted: string): Finding[] {
  const notices: Finding[] = [];
  const place = { file: file.name };
  if (file.name !== wanted) {
    notices.push(finding('file-name-case', place, { found: file.name, expected: wanted }));
  }
  if (candidates.length > 1) {
    const others = candidates.filter((other) => other !== file).map(({ name }) => name);
    notices.push(finding('file-name-twice', place, { taken: file.name, others: others.join(', ') }));
  }
  return notices;
}
