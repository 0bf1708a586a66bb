import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { iconvDecoder } from '../encoding/iconv.js';
import {
  type CheckOptions,
  type CheckReport,
  CONTACT_TYPES,
  checkGuardianFile,
  FileRefused,
  type FileSource,
  guardianColumns,
  isKnownCountry,
  meaningOf,
  readHeaderLine,
} from '../guardian-file/index.js';
import {
  type AttributeCheckOptions,
  attributeFileName,
  checkAttributeFile,
} from '../student-attributes/check/index.js';
import { percent } from '../words/numbers.js';
import { checkText } from './check-text.js';
import type { Io } from './cli.js';
import { badArguments } from './errors.js';
import { asUnreadable, CHUNK_BYTES, readLocalFile, statLocalFile } from './local-file.js';
import { ProgressLine } from './progress-line.js';

const HEAD_BYTES = 128 * 1024;

/**
 * The check core on a file of this machine, guardians or student attributes, with progress on standard error.
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
    const opened = source(file, progress, io.interrupted);
    const document = isAttributeFile(file)
      ? await checkAttributeFile(opened, { ...attributeOptions(options), createDecoder: iconvDecoder })
      : await checkGuardianFile(opened, { ...options, createDecoder: iconvDecoder });
    return { document, text: checkText(document) };
  } catch (error) {
    throw asUnreadable(file, error);
  } finally {
    progress.end();
  }
}

function assertOptions({ country, columnMapping, contactTypes }: CheckOptions): void {
  if (country !== undefined && !isKnownCountry(country)) throw badArguments('--country is not a country code.');
  const unknown = Object.keys(columnMapping ?? {}).find(
    (column) => !(guardianColumns as readonly string[]).includes(column),
  );
  if (unknown !== undefined)
    throw badArguments(`--map has no column with this name. The columns are: ${guardianColumns.join(', ')}.`);
  if (contactTypes?.some((type) => !(CONTACT_TYPES as readonly string[]).includes(type))) {
    throw badArguments(`--contact-types takes one or more of: ${CONTACT_TYPES.join(', ')}.`);
  }
}

/** By its name; a file of another name by its header: one with a student's ID and nothing that guardians have. */
function isAttributeFile(file: string): boolean {
  const name = path.basename(file).toLowerCase();
  if (name === attributeFileName || name === 'guardians.csv') return name === attributeFileName;
  try {
    const { names } = readHeaderLine(readHead(file));
    const fields = names.map((header) => meaningOf(header).field);
    const hasNames = ['firstName', 'lastName', 'wholeName'].some((name) => fields.some((field) => field === name));
    return fields.includes('studentSisId') && !hasNames && !names.some((header) => GUARDIANS.test(header));
  } catch (error) {
    if (error instanceof FileRefused) return false;
    throw error;
  }
}

/** What a header of a guardian file speaks of. */
const GUARDIANS = /guardian|parent|contact|e-?mail|phone/i;

function readHead(file: string): Uint8Array {
  const head = new Uint8Array(Math.min(statLocalFile(file).size, HEAD_BYTES));
  const opened = openSync(file, 'r');
  try {
    return head.subarray(0, readSync(opened, head));
  } finally {
    closeSync(opened);
  }
}

/** Of the options that are about columns only the student's id is for attributes. */
function attributeOptions(options: CheckOptions): AttributeCheckOptions {
  const { encoding, maxBytes, columnMapping, contactTypes, leaveOutNoContact = false } = options;
  const { studentSisId = null, ...others } = columnMapping ?? {};
  if (Object.keys(others).length > 0 || contactTypes != null || leaveOutNoContact) {
    throw badArguments(
      'For a student attributes file, --map takes studentSisId only, and --contact-types and --leave-out-no-contact cannot be used.',
    );
  }
  return { encoding, maxBytes, studentIdHeader: studentSisId };
}

/** The check reads a file twice: for its encoding, then for its rows. */
function source(file: string, progress: ProgressLine, signal: AbortSignal): FileSource {
  const { size } = statLocalFile(file);
  const passes = ['Finding the encoding', 'Checking the rows'];
  async function* open(offset: number): AsyncGenerator<Uint8Array> {
    const pass = passes.shift() ?? 'Reading';
    let done = offset;
    for await (const chunk of readLocalFile(file, offset, signal)) {
      yield chunk;
      done += chunk.length;
      if (size > CHUNK_BYTES) progress.update(pass, percent(Math.floor((done / size) * 100)));
    }
  }
  return { name: path.basename(file), size, open };
}
