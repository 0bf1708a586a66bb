/** A record, its line break included, is at most this long. docs/guardian-rules.md 1. */
export const MAX_RECORD_BYTES = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BLANK = 0x20;

/** `good`: well-formed RFC 4180, but for blanks around the quotes of a field. `too-long`: no line break within MAX_RECORD_BYTES; the record goes on. */
export type RecordKind = 'good' | 'bad-quote' | 'too-long';

/**
 * Finds where records end, by bytes. A quoted field may hold a line break only if none of the record's inner lines is by
 * itself a row of the header's width; else, and where the quotes are wrong, the record ends at its first line break. So
 * an unclosed quote costs one row (docs/guardian-rules.md 1).
 *
 * It never looks further than MAX_RECORD_BYTES from the record's start, so what it says does not depend on how the file
 * was cut into chunks. Reading again is bounded too: a quote that stays open hides only lines with an even number of
 * quotes, since a line with an odd number closes it or shows the mistake; and those lines are records by themselves
 * afterwards, or mistaken at their first quote. So no byte is read more than a few times, however many quotes are wrong.
 *
 * The answer is in the fields below until the next call.
 */
export class Framer {
  kind: RecordKind = 'good';
  /** Where the record ends before its line break, and where the next one starts. */
  end = 0;
  next = 0;
  /** Line breaks in the record, its last included. */
  lineBreaks = 0;
  /** The record has its line break: it does not just stop with the file. */
  terminated = true;
  /** A byte of the record is above 7F. */
  high = false;
  /** The record stops with the file inside a quoted field. */
  open = false;

  readonly #delimiter: number;
  readonly #width: number;

  /**
   * @param delimiter the byte between fields
   * @param width the header's number of fields; 0: line breaks in quotes are always allowed (for the header itself)
   */
  constructor(delimiter: number, width: number) {
    this.#delimiter = delimiter;
    this.#width = width;
  }

  /**
   * @param start where the record starts; `start < limit`
   * @param limit the end of the bytes at hand: more than MAX_RECORD_BYTES from `start`, or the end of the file
   */
  read(bytes: Uint8Array, start: number, limit: number): void {
    const stop = Math.min(limit, start + MAX_RECORD_BYTES);
    let at = start;
    let quoted = false;
    let all = 0;
    this.open = false;
    while (at < stop) {
      const byte = bytes[at]!;
      if (byte === LF || byte === CR) break;
      if (byte === QUOTE) quoted = true;
      all |= byte;
      at++;
    }
    if (at === stop && stop < limit) this.#close('too-long', bytes, stop, limit, 0);
    else if (!quoted || !this.#readQuoted(bytes, start, stop, limit)) {
      this.#close(quoted ? 'bad-quote' : 'good', bytes, at, limit, 1);
      this.open &&= !this.terminated;
    } else return;
    this.high = all >= 0x80;
  }

  /** Reads by RFC 4180 from `start`; false where the record must end at its first line break instead. */
  #readQuoted(bytes: Uint8Array, start: number, stop: number, limit: number): boolean {
    let lines = 1;
    let all = 0;
    let open = false;
    let fieldStart = true;
    let field = 0;
    for (let at = start; at < stop; at++) {
      const byte = bytes[at]!;
      all |= byte;
      if (open) {
        if (byte === QUOTE) {
          if (at + 1 < stop && bytes[at + 1] === QUOTE) at++;
          else if (!this.#endsField(bytes, at + 1, stop, limit)) return false;
          else open = false;
        } else if (byte === LF || byte === CR) {
          if (byte === CR && bytes[at + 1] === LF && at + 1 < limit) at++;
          if (at + 1 >= stop || (this.#width > 0 && this.#isRow(bytes, at + 1, stop, limit, field > 0))) return false;
          lines++;
        }
      } else if (byte === QUOTE) {
        if (!fieldStart) return false;
        open = true;
        fieldStart = false;
      } else if (byte === LF || byte === CR) {
        this.#close('good', bytes, at, limit, lines);
        this.high = all >= 0x80;
        return true;
      } else if (byte === this.#delimiter) {
        fieldStart = true;
        field++;
      } else if (byte !== BLANK) fieldStart = false;
    }
    this.open = open && stop === limit;
    if (open || stop < limit) return false;
    this.#close('good', bytes, stop, limit, lines);
    this.high = all >= 0x80;
    return true;
  }

  /**
   * Whether the line at `from` is by itself a row of the header's width.
   *
   * @param lenient stray quotes are read as letters. Safe where the quoted field is not the record's first: then a line
   *   that rightly belongs to it has fewer fields than the header, so one with as many is a row with a stray quote itself
   */
  #isRow(bytes: Uint8Array, from: number, stop: number, limit: number, lenient: boolean): boolean {
    let fields = 1;
    let open = false;
    let fieldStart = true;
    for (let at = from; at < stop; at++) {
      const byte = bytes[at]!;
      if (byte === LF || byte === CR) return !open && fields === this.#width;
      if (open) {
        if (byte !== QUOTE) continue;
        if (at + 1 < stop && bytes[at + 1] === QUOTE) at++;
        else if (!lenient && !this.#endsField(bytes, at + 1, stop, limit)) return false;
        else open = false;
      } else if (byte === QUOTE) {
        if (!fieldStart && !lenient) return false;
        open = fieldStart;
        fieldStart = false;
      } else if (byte === this.#delimiter) {
        fieldStart = true;
        if (++fields > this.#width) return false;
      } else if (byte !== BLANK) fieldStart = false;
    }
    return !open && stop === limit && fields === this.#width;
  }

  /** Whether nothing but blanks is between a closing quote and the end of its field. */
  #endsField(bytes: Uint8Array, from: number, stop: number, limit: number): boolean {
    let at = from;
    while (at < stop && bytes[at] === BLANK) at++;
    if (at >= limit) return true;
    const byte = bytes[at];
    return byte === this.#delimiter || byte === LF || byte === CR;
  }

  #close(kind: RecordKind, bytes: Uint8Array, end: number, limit: number, lineBreaks: number): void {
    this.kind = kind;
    this.end = end;
    this.next = kind === 'too-long' ? end : afterLineBreak(bytes, end, limit);
    this.lineBreaks = lineBreaks;
    this.terminated = kind === 'too-long' || end < limit;
  }
}

/** Where the line after the break at `at` starts; `at` itself at the end of the bytes. */
export function afterLineBreak(bytes: Uint8Array, at: number, limit: number): number {
  if (at >= limit) return limit;
  return bytes[at] === CR && at + 1 < limit && bytes[at + 1] === LF ? at + 2 : at + 1;
}
