import { type Finding, finding } from './findings.js';
import { FileRefused } from './refusals.js';

/** Names that upload programs give a file until it is complete. */
const UNFINISHED = /\.(part|tmp|filepart|partial|crdownload)$/i;

const LISTED_NAMES = 20;

/**
 * Picks the guardian file among the names in the folder.
 *
 * @param names names of the files in the folder, without path
 * @param wanted the name it must have, in any letter case
 * @throws FileRefused `file-not-found`, `file-name`, `file-names-alike` or `file-being-written`
 */
export function checkFileName(
  names: readonly string[],
  wanted = 'guardians.csv',
): { name: string; notice: Finding | null } {
  if (names.includes(wanted)) return { name: wanted, notice: null };
  const lower = wanted.toLowerCase();
  const alike = names.filter((name) => name.toLowerCase() === lower);
  if (alike.length > 1) throw new FileRefused('file-names-alike', { names: alike.slice(0, LISTED_NAMES) });
  const [name] = alike;
  if (name !== undefined) {
    return { name, notice: finding('file-name-case', {}, { found: name, expected: wanted }) };
  }
  const unfinished = names.filter((each) => UNFINISHED.test(each) && each.toLowerCase().includes(lower));
  if (unfinished.length > 0) {
    throw new FileRefused('file-being-written', { wanted, names: unfinished.slice(0, LISTED_NAMES) });
  }
  if (names.length === 0) throw new FileRefused('file-not-found', { wanted });
  const more = names.length - LISTED_NAMES;
  const listed = [...names].sort().slice(0, LISTED_NAMES);
  throw new FileRefused('file-name', { wanted, names: more > 0 ? [...listed, `and ${more} more`] : listed });
}

/**
 * @param size bytes of the file
 * @param limit largest size accepted, bytes
 * @throws FileRefused `file-empty` or `file-too-large`
 */
export function checkFileSize(size: number, limit = 2 * 1024 ** 3): void {
  if (size === 0) throw new FileRefused('file-empty');
  if (size > limit) throw new FileRefused('file-too-large', { size, limit });
}
