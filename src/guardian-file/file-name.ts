import { type Finding, finding } from './findings.js';
import { FileRefused } from './refusals.js';

/** Names that upload programs give a file until it is complete. */
const UNFINISHED = /\.(part|tmp|filepart|partial|crdownload)$/i;

/**
 * A file is checked under any name; what the sync looks for is said.
 *
 * @param name the file's, without its path
 * @param expected the name agreed on
 * @throws FileRefused `file-being-written`
 */
export function nameNotice(name: string, expected: string): Finding | null {
  if (name === expected) return null;
  const lower = name.toLowerCase();
  if (UNFINISHED.test(name) && lower.includes(expected))
    throw new FileRefused('file-being-written', { expected, name });
  return finding(lower === expected ? 'file-name-case' : 'file-name-other', {}, { found: name, expected });
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
