import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { SyncFailure } from '../contract/failures.js';
import { iconvDecoder } from '../encoding/iconv.js';
import {
  type CheckOptions,
  type CheckReport,
  CONTACT_TYPES,
  checkGuardianFile,
  type FileSource,
  guardianColumns,
  isKnownCountry,
} from '../guardian-file/index.js';
import { checkText } from './check-text.js';
import type { Io } from './cli.js';
import { badArguments } from './errors.js';
import { ProgressLine } from './progress-line.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * The guardian file's check core on a file of this machine, with progress on standard error.
 *
 * @throws SyncFailure `FileUnreadable`, `BadArguments`
 */
export async function checkFile(
  file: string,
  options: CheckOptions,
  io: Io,
): Promise<{ document: CheckReport; text: string }> {
  assertOptions(options);
  const progress = new ProgressLine(io.err);
  try {
    const document = await checkGuardianFile(source(file, progress, io.interrupted), {
      ...options,
      createDecoder: iconvDecoder,
    });
    return { document, text: checkText(document) };
  } catch (error) {
    throw isFileError(error) ? unreadable(file, error) : error;
  } finally {
    progress.end();
  }
}

function assertOptions({ country, columnMapping, contactTypes }: CheckOptions): void {
  if (country !== undefined && !isKnownCountry(country)) throw badArguments('--country is not the code of a country.');
  const unknown = Object.keys(columnMapping ?? {}).find(
    (column) => !(guardianColumns as readonly string[]).includes(column),
  );
  if (unknown !== undefined)
    throw badArguments(`--map knows no column of this name. The columns are: ${guardianColumns.join(', ')}.`);
  if (contactTypes?.some((type) => !(CONTACT_TYPES as readonly string[]).includes(type))) {
    throw badArguments(`--contact-types takes of these: ${CONTACT_TYPES.join(', ')}.`);
  }
}

/** The check reads a file twice: for its encoding, then for its rows. */
function source(file: string, progress: ProgressLine, signal: AbortSignal): FileSource {
  const size = fileSize(file);
  const passes = ['Finding the encoding', 'Checking the rows'];
  async function* open(offset: number): AsyncGenerator<Uint8Array> {
    const pass = passes.shift() ?? 'Reading';
    let done = offset;
    for await (const chunk of createReadStream(file, { start: offset, highWaterMark: CHUNK_BYTES, signal })) {
      yield chunk as Uint8Array;
      done += (chunk as Uint8Array).length;
      if (size > CHUNK_BYTES) progress.update(pass, `${Math.floor((done / size) * 100)} %`);
    }
  }
  return { name: path.basename(file), size, open };
}

function fileSize(file: string): number {
  let stat: ReturnType<typeof statSync>;
  try {
    stat = statSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  if (stat.isDirectory()) throw new SyncFailure('FileUnreadable', `${file} is a folder. Name the file in it.`);
  if (!stat.isFile()) throw new SyncFailure('FileUnreadable', `${file} is not a plain file.`);
  return stat.size;
}

function isFileError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

function unreadable(file: string, error: unknown): SyncFailure {
  const { code } = error as NodeJS.ErrnoException;
  const why =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EACCES'
        ? 'this user may not read it'
        : (code ?? 'it can not be read');
  return new SyncFailure('FileUnreadable', `${file}: ${why}. Check the path.`);
}
