import type { EncodingReport } from './encoding.js';
import type { Encoding } from './encoding-name.js';
import { decodeWindows1252 } from './windows-1252.js';

/**
 * Decodes a file chunk by chunk, without the byte order mark. U+FFFD stands for what the encoding does not define
 * (bytes 81, 8D, 8F, 90, 9D of Windows-1252, half a surrogate pair, half a unit at the end): the row checks make it an
 * error of its row. A surrogate pair is never split between two answers.
 */
export interface Decoder {
  decode(chunk: Uint8Array): string;
  /** What is left at the end of the file. */
  end(): string;
}

/** The implementation that needs nothing but the platform's TextDecoder; Node has another one on iconv-lite. */
export function textDecoder(encoding: Encoding): Decoder {
  if (encoding === 'windows-1252') return { decode: decodeWindows1252, end: () => '' };
  const decoder = new TextDecoder(encoding);
  return { decode: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
}

/**
 * Turns the bytes of a file into UTF-8, chunk by chunk. A UTF-8 file passes as it is, invalid bytes and byte order mark
 * included: its rows are checked byte by byte.
 */
export function createTranscoder(
  report: Pick<EncodingReport, 'encoding'>,
  decoder: Decoder = textDecoder(report.encoding),
): { push(chunk: Uint8Array): Uint8Array; end(): Uint8Array } {
  if (report.encoding === 'utf-8') return { push: (chunk) => chunk, end: () => new Uint8Array(0) };
  const encoder = new TextEncoder();
  return { push: (chunk) => encoder.encode(decoder.decode(chunk)), end: () => encoder.encode(decoder.end()) };
}
