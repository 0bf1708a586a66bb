import type { Encoding } from './encoding-name.js';
import { FileRefused } from './refusals.js';

/** More control characters than this share, and the file is not text. docs/guardian-rules.md 1. */
const MAX_CONTROL_SHARE = 0.01;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;

/** Counts NUL and control characters, by byte or by UTF-16 unit. */
export class TextTally {
  /** Index of a unit's low byte in its pair; null where a byte is a unit. */
  readonly #lowByte: 0 | 1 | null;
  #bytes = 0;
  #units = 0;
  #controls = 0;
  #firstByte = 0;
  #lastUnit = -1;

  constructor(encoding: Encoding) {
    this.#lowByte = encoding === 'utf-16le' ? 0 : encoding === 'utf-16be' ? 1 : null;
  }

  /** @throws FileRefused `not-text` at the first NUL */
  add(chunk: Uint8Array): void {
    if (this.#lowByte === null) {
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]!;
        if (byte < 0x20 || byte === 0x7f) this.#control(byte);
      }
      this.#units += chunk.length;
      return;
    }
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if ((this.#bytes++ & 1) === 0) {
        this.#firstByte = byte;
        continue;
      }
      const unit = this.#lowByte === 0 ? this.#firstByte | (byte << 8) : (this.#firstByte << 8) | byte;
      this.#units++;
      this.#lastUnit = unit;
      if (unit < 0x20 || unit === 0x7f) this.#control(unit);
    }
  }

  /** @throws FileRefused `not-text` where more than 1% are control characters */
  check(): void {
    if (this.#controls > this.#units * MAX_CONTROL_SHARE) {
      throw new FileRefused('not-text', { kind: ': more than 1% of it is control characters' });
    }
  }

  /** @param lastByte the last byte of the file */
  endsWithLineEnd(lastByte: number): boolean {
    const last = this.#lowByte === null ? lastByte : this.#lastUnit;
    return last === LF || last === CR;
  }

  #control(unit: number): void {
    if (unit === 0) {
      throw new FileRefused('not-text', {
        kind: ': it holds NUL characters, as a program or UTF-16 without its mark does',
      });
    }
    if (unit !== TAB && unit !== LF && unit !== CR) this.#controls++;
  }
}

const BINARY_KINDS: readonly (readonly [string, string])[] = [
  ['504b0304', ': it is an Excel workbook or a ZIP archive'],
  ['d0cf11e0', ': it is an old Excel workbook'],
  ['25504446', ': it is a PDF'],
  ['1f8b', ': it is a gzip archive'],
];

export const tallyRules = { MAX_CONTROL_SHARE, BINARY_KINDS: BINARY_KINDS.map(([magic]) => magic) };

/** What a file is that starts with these bytes, where they say that it is no text. */
export function binaryKind(start: Uint8Array): string | null {
  const hex = Array.from(start.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return BINARY_KINDS.find(([magic]) => hex.startsWith(magic))?.[1] ?? null;
}
