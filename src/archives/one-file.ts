import { posix } from 'node:path';
import { SyncFailure } from '../contract/failures.js';
import { gunzip } from './gzip.js';
import type { StoredFile } from './stored-file.js';
import { openZip } from './zip.js';

/** Which file in a ZIP is looked for. */
export interface FileWithin {
  /** By its name alone, in lower case. */
  isWanted(name: string): boolean;
  /** The names of other files that an export may put beside it, in lower case. */
  others: readonly string[];
}

const TABLE = /\.(?:csv|txt|tsv|tab)$/i;
/** Every workbook of Excel has this file in its ZIP. */
const WORKBOOK = '[Content_Types].xml';

const LISTED = 20;

/**
 * The one file in a ZIP or gzip, unpacked as it is read: in a ZIP the one by the name that is looked for, else the one table.
 *
 * @returns null for a file that is neither, by its first bytes; so is a workbook of Excel
 * @throws SyncFailure `ZipFileMissing`, `ZipFilesSeveral`, and as openZip and gunzip do; reading it throws `ZipDamaged`,
 *   `GzipDamaged`, `GzipUnsafe`
 */
export async function oneFileIn(
  archive: StoredFile,
  within: FileWithin,
): Promise<{ name: string; content: AsyncIterable<Uint8Array> } | null> {
  const start = await firstBytes(archive);
  if (start.startsWith('1f8b')) return { name: archive.name.replace(/\.gz(?:ip)?$/i, ''), content: gunzip(archive) };
  if (!start.startsWith('504b0304') && !start.startsWith('504b0506')) return null;
  const files = await openZip(archive, (name) => within.isWanted(name.toLowerCase()));
  if (files.some(({ name }) => name === WORKBOOK)) return null;
  const found = oneOf(archive.name, files, within);
  return { name: found.name, content: found.open() };
}

function oneOf(archive: string, files: readonly StoredFile[], { isWanted, others }: FileWithin): StoredFile {
  const named = files.filter(({ name }) => isWanted(baseName(name)));
  const tables = files.filter(({ name }) => TABLE.test(name) && !others.includes(baseName(name)));
  const fitting = named.length > 0 ? named : tables;
  const [found, ...more] = fitting;
  if (found === undefined) throw refused('ZipFileMissing', archive, 'no file with rows is in it', files);
  if (more.length > 0) throw refused('ZipFilesSeveral', archive, 'it is not clear which file in it counts', fitting);
  return found;
}

function baseName(name: string): string {
  return posix.basename(name).toLowerCase();
}

/** The report names the files, which history and logs must not hold: people name files after people. */
function refused(code: string, archive: string, why: string, files: readonly StoredFile[]): SyncFailure {
  const names = files.slice(0, LISTED).map(({ name }) => name);
  const more = files.length > LISTED ? ` and ${files.length - LISTED} more` : '';
  const advice = 'Pack the one file alone.';
  return new SyncFailure(code, `The ZIP was not read: ${why}. ${advice}`, {
    reportMessage: `The ZIP ${archive} was not read: ${why}. It has: ${names.join(', ') || 'nothing'}${more}. ${advice}`,
  });
}

/** Four of them, as hex digits; fewer if the file is shorter. */
async function firstBytes(file: StoredFile): Promise<string> {
  for await (const chunk of file.open()) return Buffer.from(chunk.subarray(0, 4)).toString('hex');
  return '';
}
