const LF = 0x0a;
const QUOTE = 0x22;
const BLANK = 0x20;

/**
 * Cells of whole records, several times as fast as csv-parse, which reads any dialect: this one is RFC 4180, and passes
 * over blanks between a separator and a quote. What it answers for a text without those is equal to csv-parse's answer, by a
 * property test; where a quote is not as it should be it answers nothing.
 *
 * @param text records, each with an LF at its end
 * @returns null if a quote is inside an unquoted cell, is not followed by the end of its cell, or is not closed
 */
export function splitRecords(text: string, delimiter: string): string[][] | null {
  const separator = delimiter.charCodeAt(0);
  const records: string[][] = [];
  let cells: string[] = [];
  let from = 0;
  while (from < text.length) {
    let to = from;
    let cell: string;
    let first = text.charCodeAt(from);
    if (first === BLANK) {
      to = afterBlanks(text, from);
      first = text.charCodeAt(to);
    }
    if (first === QUOTE) {
      const close = closingQuote(text, to + 1);
      if (close < 0) return null;
      cell = text.slice(to + 1, close);
      if (cell.includes('"')) cell = cell.replaceAll('""', '"');
      to = close + 1;
      if (text.charCodeAt(to) === BLANK) to = afterBlanks(text, to);
    } else {
      let code = text.charCodeAt(to);
      while (code !== separator && code !== LF) {
        if (code === QUOTE) return null;
        code = text.charCodeAt(++to);
        if (to >= text.length) return null;
      }
      cell = text.slice(from, to);
    }
    cells.push(cell);
    const end = text.charCodeAt(to);
    if (end === LF) {
      records.push(cells);
      cells = [];
    } else if (end !== separator) return null;
    from = to + 1;
  }
  return cells.length === 0 ? records : null;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === BLANK) at++;
  return at;
}

/** The first quote at or after `from` that is not doubled; -1 where there is none. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
  return at;
}
