import { ENCODING_LABELS, type Encoding } from './encoding-name.js';
import { type Finding, finding } from './findings.js';
import { FileRefused } from './refusals.js';
import { binaryKind, TextTally } from './text-tally.js';
import { FIRST_HIGH, FIRST_LOW, FOLLOWERS } from './utf8.js';
import { decodeWindows1252 } from './windows-1252.js';

/** Which encoding the file is read in, and why. Byte positions are of the file as received. */
export interface EncodingReport {
  encoding: Encoding;
  /** The file starts with the byte order mark of its encoding. */
  bom: boolean;
  /** The encoding was set for the scope, not found. */
  pinned: boolean;
  /** No byte is above 7F. */
  ascii: boolean;
  /** The first byte that is not UTF-8; `became` is the character it is read as. Null in UTF-16 and where there is none. */
  firstInvalid: { byte: number; offset: number; line: number; became: string } | null;
  /** The evidence in words. */
  sentence: string;
  endsWithLineEnd: boolean;
  /** Size of the file in bytes. */
  bytes: number;
}

const LF = 0x0a;
const CR = 0x0d;

const REPLACEMENT = '\ufffd';

/**
 * Finds the encoding of a file in one pass and constant memory: byte order mark, else valid UTF-8, else Windows-1252,
 * but only when no other line than the failing one holds a valid multi-byte UTF-8 sequence: one stray byte must not turn
 * every é of a UTF-8 file into Ã©. docs/guardian-rules.md 1.
 */
export class EncodingScanner {
  readonly #pinned: Encoding | null;
  #tally: TextTally | null = null;
  #start: number[] = [];
  #bom: Encoding | null = null;
  #offset = 0;
  #line = 1;
  #last = -1;
  #high = false;
  #firstInvalid: { byte: number; offset: number; line: number } | null = null;
  /** The UTF-8 sequence being read: bytes still missing, and the bounds of the next. */
  #need = 0;
  #low = 0;
  #highest = 0;
  #lead = { byte: 0, offset: 0, line: 0 };
  /** What the current line holds, and how many lines held it. */
  #lineFails = false;
  #lineIsUtf8 = false;
  #failing = 0;
  #utf8 = 0;
  #both = 0;

  constructor(pinned: Encoding | null) {
    this.#pinned = pinned;
  }

  /** @throws FileRefused `not-text` */
  push(chunk: Uint8Array): void {
    let from = 0;
    if (this.#tally === null) {
      while (this.#start.length < 8 && from < chunk.length) this.#start.push(chunk[from++]!);
      if (this.#start.length < 8) return;
      this.#begin();
    }
    this.#scan(from === 0 ? chunk : chunk.subarray(from));
  }

  /** No more bytes. @throws FileRefused `file-empty` or `not-text` */
  end(): EncodingReport {
    if (this.#tally === null) this.#begin();
    if (this.#offset === 0) throw new FileRefused('file-empty');
    this.#tally!.check();
    if (this.#need > 0) this.#fail(this.#lead.byte, this.#lead.offset, this.#lead.line);
    this.#endLine();
    const encoding = this.#decide();
    const guess = this.#firstInvalid;
    const firstInvalid =
      guess === null || encoding.startsWith('utf-16')
        ? null
        : {
            ...guess,
            became: encoding === 'windows-1252' ? decodeWindows1252(Uint8Array.of(guess.byte)) : REPLACEMENT,
          };
    const report = {
      encoding,
      bom: this.#bom === encoding,
      pinned: this.#pinned !== null,
      ascii: !this.#high,
      firstInvalid,
      endsWithLineEnd: this.#tally!.endsWithLineEnd(this.#last),
      bytes: this.#offset,
    };
    return { ...report, sentence: describe(report, this.#failing) };
  }

  #begin(): void {
    const start = Uint8Array.from(this.#start);
    this.#bom = byteOrderMark(start);
    const kind = binaryKind(start);
    if (kind !== null) throw new FileRefused('not-text', { kind });
    this.#tally = new TextTally(this.#pinned ?? this.#bom ?? 'utf-8');
    this.#scan(start);
  }

  #scan(chunk: Uint8Array): void {
    this.#tally!.add(chunk);
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte < 0x80 && this.#need === 0) {
        if (byte === LF ? this.#last !== CR : byte === CR) this.#endLine();
      } else {
        this.#highByte(byte, this.#offset + at);
      }
      this.#last = byte;
    }
    this.#offset += chunk.length;
  }

  #highByte(byte: number, offset: number): void {
    if (byte >= 0x80) this.#high = true;
    if (this.#need > 0) {
      if (byte >= this.#low && byte <= this.#highest) {
        this.#low = 0x80;
        this.#highest = 0xbf;
        if (--this.#need === 0) this.#lineIsUtf8 = true;
        return;
      }
      this.#need = 0;
      this.#fail(this.#lead.byte, this.#lead.offset, this.#lead.line);
    }
    const need = FOLLOWERS[byte]!;
    if (need < 0) this.#fail(byte, offset, this.#line);
    else if (need > 0) {
      this.#need = need;
      this.#low = FIRST_LOW[byte]!;
      this.#highest = FIRST_HIGH[byte]!;
      this.#lead = { byte, offset, line: this.#line };
    } else if (byte === LF || byte === CR) this.#endLine();
  }

  #fail(byte: number, offset: number, line: number): void {
    this.#lineFails = true;
    this.#firstInvalid ??= { byte, offset, line };
  }

  #endLine(): void {
    this.#line++;
    if (this.#lineFails) this.#failing++;
    if (this.#lineIsUtf8) this.#utf8++;
    if (this.#lineFails && this.#lineIsUtf8) this.#both++;
    this.#lineFails = false;
    this.#lineIsUtf8 = false;
  }

  #decide(): Encoding {
    if (this.#pinned !== null) return this.#pinned;
    if (this.#bom !== null) return this.#bom;
    if (this.#failing === 0) return 'utf-8';
    // "Other" is seen from each failing line: a single failing line may hold a valid sequence by chance itself.
    const noOtherLine = this.#utf8 === 0 || (this.#utf8 === 1 && this.#failing === 1 && this.#both === 1);
    return noOtherLine ? 'windows-1252' : 'utf-8';
  }
}

function byteOrderMark(start: Uint8Array): Encoding | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return null;
}

function describe(report: Omit<EncodingReport, 'sentence'>, failing: number): string {
  const { encoding, firstInvalid } = report;
  const name = ENCODING_LABELS[encoding];
  const byte =
    firstInvalid &&
    `byte ${firstInvalid.byte.toString(16).toUpperCase().padStart(2, '0')} on line ${firstInvalid.line} is not UTF-8`;
  if (report.pinned) {
    const misfit = encoding === 'utf-8' && byte ? `; ${byte}, so ${lines(failing)} in error` : '';
    return `${name}, as set for this sync${misfit}`;
  }
  if (encoding === 'windows-1252') return `${name}, because ${byte}; it became ${firstInvalid!.became}`;
  if (byte) {
    const reason = report.bom ? 'its byte order mark says so' : 'other lines have letters in UTF-8';
    return `${name}, because ${reason}; ${byte}, so ${lines(failing)} in error`;
  }
  if (report.bom) return `${name}, because of its byte order mark`;
  return report.ascii ? 'ASCII, which reads the same as UTF-8' : `${name}, because all its bytes are valid UTF-8`;
}

function lines(count: number): string {
  return count === 1 ? 'its row is' : `the rows of ${count} lines are`;
}

/** A notice for a file that had to be converted; null for one in UTF-8. */
export function encodingNotice(report: EncodingReport): Finding | null {
  if (report.encoding === 'utf-8') return null;
  return finding('encoding-converted', { line: report.firstInvalid?.line ?? null }, { evidence: report.sentence });
}
