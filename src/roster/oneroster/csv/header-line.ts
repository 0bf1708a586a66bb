import { type Delimiter, parseEach } from '../../../guardian-file/csv.js';
import { namedDelimiter, recognizeDelimiter } from '../../../guardian-file/delimiter.js';
import { Framer } from '../../../guardian-file/framer.js';
import { cleanText } from '../../../guardian-file/text.js';
import { hasReplacementCharacter, isUtf8 } from '../../../guardian-file/utf8.js';
import { isHeader } from '../columns.js';
import { damagedFile } from './failures.js';

/** The first line of a file that isn't blank, and how the rows after it are read. */
export interface HeaderLine {
  /** As in the file, without blank ones at the end. */
  names: string[];
  delimiter: Delimiter;
  /** How many cells rows have: as the names, or as the header with its blank ones. */
  rowWidth: number;
  /** Where the rows start, and on which line. */
  next: number;
  line: number;
}

const lenient = new TextDecoder();

/**
 * Reads the header line, as of guardian files: separated by commas or what else is usual, after a line such as `sep=;`.
 *
 * @param bytes the start of the file in UTF-8: more than two of the longest records, or all of it
 * @param converted from another encoding: U+FFFD marks bytes that didn't fit it
 * @returns null if there is none
 * @throws SyncFailure `RosterFileDamaged`
 */
export function readHeaderLine(file: string, bytes: Uint8Array, converted: boolean): HeaderLine | null {
  const framer = new Framer(0, 0);
  let next = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let line = 1;
  let forced: Delimiter | undefined;
  while (next < bytes.length) {
    const start = next;
    framer.read(bytes, start, bytes.length);
    if (framer.kind === 'too-long') throw damagedFile(file, `has a row of more than 64 KiB on line ${line}`);
    if (framer.open) throw damagedFile(file, `breaks off in the row that starts on line ${line}`);
    next = framer.next;
    line += framer.lineBreaks;
    const header = bytes.subarray(start, framer.end);
    const named = forced === undefined ? namedDelimiter(lenient.decode(header)) : undefined;
    if (named) {
      forced = named;
      continue;
    }
    const { names, delimiter } = recognizeDelimiter(header, isHeader, forced);
    const fits = converted ? !hasReplacementCharacter(bytes, start, framer.end) : isUtf8(bytes, start, framer.end);
    if (!fits || (names.length === 0 && lenient.decode(header).trim() !== ''))
      throw damagedFile(file, 'has a header line that cannot be read');
    const width = names.findLastIndex((name) => cleanText(name) !== '') + 1;
    if (width === 0) continue;
    const rowWidth = width === names.length ? width : widthOfRow(bytes, next, delimiter, width, names.length);
    return { names: names.slice(0, width), delimiter, rowWidth, next, line };
  }
  return null;
}

/** A header with blank names at its end has rows with those cells, or without them: as the first row has it. */
function widthOfRow(bytes: Uint8Array, start: number, delimiter: Delimiter, least: number, most: number): number {
  if (start >= bytes.length) return least;
  const framer = new Framer(delimiter.charCodeAt(0), 0);
  framer.read(bytes, start, bytes.length);
  const cells = parseEach(bytes, [{ start, end: framer.end }], delimiter)[0]?.length ?? least;
  return Math.min(Math.max(cells, least), most);
}
