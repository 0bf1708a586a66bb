/**
 * The check core as a browser's page uses it: on a file that a person picked, which never leaves the machine. The report
 * is byte for byte that of `dailysync check --json`.
 */
import { type CheckOptions, type CheckReport, checkGuardianFile, type FileSource } from './check.js';

const CHUNK_BYTES = 1 << 20;

/** What is needed of a browser's `File`. */
export interface PickedFile {
  name: string;
  /** Bytes. */
  size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** @throws what the browser throws where the file was changed or removed meanwhile */
export function checkPickedFile(file: PickedFile, options: Omit<CheckOptions, 'createDecoder'>): Promise<CheckReport> {
  return checkGuardianFile(fileSource(file), options);
}

function fileSource(file: PickedFile): FileSource {
  async function* open(offset: number): AsyncGenerator<Uint8Array> {
    for (let at = offset; at < file.size; at += CHUNK_BYTES) {
      yield new Uint8Array(await file.slice(at, at + CHUNK_BYTES).arrayBuffer());
    }
  }
  return { name: file.name, size: file.size, open };
}
