import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { SyncFailure } from '../contract/failures.js';
import type { StoredFile } from './stored-file.js';
import { FileReader } from './zip-reader.js';

/** What a ZIP may hold. A OneRoster set has 21 files at most, and CSV packs to a tenth, not to a thousandth. */
export interface ZipLimits {
  entries: number;
  /** Bytes of all files unpacked. */
  unpackedBytes: number;
  /** Unpacked by packed size, of a file larger than `ratioFromBytes`. */
  ratio: number;
  ratioFromBytes: number;
}

const GIB = 1024 ** 3;
export const zipLimits: ZipLimits = { entries: 200, unpackedBytes: 8 * GIB, ratio: 200, ratioFromBytes: 1024 ** 2 };

const STORED = 0;
const DEFLATED = 8;

/**
 * The files of a set in a ZIP, unpacked as they are read: those in its root or, if there are none, in the one folder that
 * has some. Other folders, and what macOS adds, are passed over.
 *
 * @param isOfSet whether a file by that name is one that is looked for
 * @throws SyncFailure `ZipUnsafe` (too much in it, paths, encryption) or `ZipDamaged`; the files' `open` throws
 *   `ZipDamaged` too
 */
export async function openZip(
  file: StoredFile,
  isOfSet: (name: string) => boolean,
  limits: ZipLimits = zipLimits,
): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  await reading(file.name, async () => {
    const zip = await openDirectory(file);
    try {
      if (zip.entryCount > limits.entries)
        throw unsafe(file.name, `it holds more than ${limits.entries} files, as no export does`);
      const entries: Entry[] = [];
      for await (const entry of zip.eachEntry()) if (!isPassedOver(entry.fileName)) entries.push(entry);
      let unpacked = 0;
      const folder = folderOfSet(file.name, entries, isOfSet);
      for (const entry of entries) {
        if (folder !== null && folderOf(entry) !== folder) continue;
        unpacked += entry.uncompressedSize;
        assertSafe(file.name, entry, unpacked, limits);
        files.push(entryFile(file, entry, entry.fileName.slice(folder?.length ?? 0)));
      }
    } finally {
      zip.close();
    }
  });
  return files;
}

/** Folders themselves, and what macOS packs beside the files: `__MACOSX/`, `._users.csv`, `.DS_Store`. */
function isPassedOver(path: string): boolean {
  return path.endsWith('/') || path.split('/').some((part) => part === '__MACOSX' || part.startsWith('.'));
}

function folderOf({ fileName }: Entry): string {
  return fileName.slice(0, fileName.lastIndexOf('/') + 1);
}

/** null: nowhere is a file of the set. */
function folderOfSet(zipName: string, entries: readonly Entry[], isOfSet: (name: string) => boolean): string | null {
  const all = entries.map((entry) => [folderOf(entry), entry.fileName] as const);
  const folders = new Set(all.filter(([folder, path]) => isOfSet(path.slice(folder.length))).map(([folder]) => folder));
  if (folders.has('')) return '';
  if (folders.size > 1) throw unsafe(zipName, 'several folders in it hold such files; pack those of one export');
  return [...folders][0] ?? null;
}

function openDirectory(file: StoredFile): Promise<ZipFile> {
  return fromRandomAccessReaderPromise(new FileReader(file), file.size, { autoClose: false });
}

function assertSafe(zipName: string, entry: Entry, unpacked: number, limits: ZipLimits): void {
  if (entry.isEncrypted()) throw unsafe(zipName, 'its files are protected by a password; pack them without one');
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    throw damaged(zipName, 'it was packed by a method that is not supported; use the usual one (Deflate)');
  if (unpacked > limits.unpackedBytes)
    throw unsafe(zipName, `its files would take more than ${limits.unpackedBytes / GIB} GiB unpacked`);
  const { compressedSize, uncompressedSize } = entry;
  if (uncompressedSize > limits.ratioFromBytes && uncompressedSize > compressedSize * limits.ratio)
    throw unsafe(zipName, `a file in it unpacks to more than ${limits.ratio} times its size, as no CSV file does`);
}

function entryFile(zipFile: StoredFile, entry: Entry, name: string): StoredFile {
  return {
    name,
    size: entry.uncompressedSize,
    async *open(offset = 0) {
      let skip = offset;
      for await (const chunk of unpack(zipFile, entry)) {
        if (skip < chunk.length) yield skip > 0 ? chunk.subarray(skip) : chunk;
        skip = Math.max(0, skip - chunk.length);
      }
    },
  };
}

/** yauzl checks the size, not the checksum. */
async function* unpack(zipFile: StoredFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const zip = await reading(zipFile.name, () => openDirectory(zipFile));
  try {
    const stream = await reading(zipFile.name, () => zip.openReadStreamPromise(entry));
    const chunks = stream[Symbol.asyncIterator]();
    let sum = 0;
    while (true) {
      const { value, done } = await reading(zipFile.name, () => chunks.next());
      if (done) break;
      sum = crc32(value as Buffer, sum);
      yield value as Buffer;
    }
    if (sum !== entry.crc32) throw damaged(zipFile.name, 'the checksum of a file in it is wrong');
  } finally {
    zip.close();
  }
}

/** Messages of yauzl name entries; the failures of the store below it stay as they are. */
async function reading<T>(zipName: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SyncFailure) throw error;
    const message = error instanceof Error ? error.message : '';
    if (/^(absolute path|invalid relative path|invalid characters in fileName)/.test(message))
      throw unsafe(zipName, 'a file in it has a path that leads elsewhere');
    if (/encrypted/.test(message))
      throw unsafe(zipName, 'its files are protected by a password; pack them without one');
    if (isZipMistake(error)) throw damaged(zipName, 'it breaks off or holds wrong data');
    throw error;
  }
}

/** zlib's errors have a code that starts with Z_; yauzl's are plain errors without one. */
function isZipMistake(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return code === undefined ? error.constructor === Error : typeof code === 'string' && code.startsWith('Z_');
}

function unsafe(zipName: string, why: string): SyncFailure {
  return new SyncFailure('ZipUnsafe', `The ZIP was not opened: ${why}.`, {
    reportMessage: `The ZIP ${zipName} was not opened: ${why}.`,
  });
}

function damaged(zipName: string, why: string): SyncFailure {
  return new SyncFailure('ZipDamaged', `The ZIP cannot be read: ${why}. Export it again.`, {
    reportMessage: `The ZIP ${zipName} cannot be read: ${why}. Export it again.`,
  });
}
