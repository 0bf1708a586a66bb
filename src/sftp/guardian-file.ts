import { type Finding, finding } from '../findings/catalogue.js';
import { count } from '../words/numbers.js';
import { type FilePurpose, notFound, stillWriting } from './file-failures.js';
import { fitsName, isPattern } from './file-pattern.js';
import { laterFirst, newestFirst } from './newest.js';
import type { RemoteFile } from './remote-file.js';
import { findUnfinished, isUnfinished } from './unfinished.js';

/**
 * A file among the entries of the families' folder: the name as agreed, or in another letter case with a notice; of a
 * pattern the newest, which a notice names.
 *
 * An unfinished upload next to it (`guardians.csv.part`) counts as the file still being written, unless it is older than
 * the complete one: then it is what an upload that broke off left behind.
 *
 * @param wanted the name, or a pattern with `*`. docs/guardian-rules.md 1.
 * @param except a name that no pattern takes: that of the sister file
 * @throws SyncFailure `GuardianFileNotFound`, which lists the names found, or `GuardianFileStillWriting` (`AttributeFile…`
 *   by purpose); both retryable.
 */
export function findGuardianFile(
  entries: readonly RemoteFile[],
  wanted = 'guardians.csv',
  purpose: FilePurpose = 'GuardianFile',
  except = '',
): { file: RemoteFile; notices: Finding[] } {
  const files = entries.filter((entry) => entry.type !== 'folder');
  const isWanted = (name: string) => fitsName(name, wanted) && name.toLowerCase() !== except;
  const candidates = files
    .filter(({ name }) => isWanted(name) && !isUnfinished(name))
    .sort(isPattern(wanted) ? laterFirst : newestFirst);
  const file = candidates.find(({ name }) => name === wanted) ?? candidates[0];
  const unfinished = findUnfinished(files, isWanted, file);
  if (unfinished !== undefined) {
    throw stillWriting(purpose, wanted, `the folder holds its unfinished upload ${unfinished.name}`);
  }
  if (file === undefined) throw notFound(purpose, wanted, files.map(({ name }) => name).sort());
  return { file, notices: noticesOf(file, candidates, wanted) };
}

function noticesOf(file: RemoteFile, candidates: readonly RemoteFile[], wanted: string): Finding[] {
  const notices: Finding[] = [];
  const place = { file: file.name };
  if (isPattern(wanted)) {
    const among = candidates.length === 1 ? 'the only file' : `the newest of ${count(candidates.length, 'file')}`;
    return [finding('file-by-pattern', place, { taken: file.name, among, pattern: wanted })];
  }
  if (file.name !== wanted) {
    notices.push(finding('file-name-case', place, { found: file.name, expected: wanted }));
  }
  if (candidates.length > 1) {
    const others = candidates.filter((other) => other !== file).map(({ name }) => name);
    notices.push(finding('file-name-twice', place, { taken: file.name, others: others.join(', ') }));
  }
  return notices;
}
