import { DELIMITERS, type Delimiter, parseRecords } from './csv.js';

export const DELIMITER_NAMES: Record<Delimiter, string> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'pipes',
  '^': 'carets',
};

/** Excel's own convention: a first line `sep=;` names the delimiter. */
const SEPARATOR_LINE = /^"?sep=([,;\t|^])"?$/i;

/** The delimiter that a line names, which is no header then. */
export function namedDelimiter(line: string): Delimiter | undefined {
  return SEPARATOR_LINE.exec(line)?.[1] as Delimiter | undefined;
}

/**
 * The delimiter under which most cells of the header line are known columns, then under which there are most cells.
 *
 * @param line the bytes of the header line, in UTF-8
 */
export function recognizeDelimiter(
  line: Uint8Array,
  isKnown: (name: string) => boolean,
  forced?: Delimiter,
): { delimiter: Delimiter; names: string[] } {
  let best: { delimiter: Delimiter; names: string[]; known: number } | null = null;
  for (const delimiter of forced ? [forced] : DELIMITERS) {
    const names = headerCells(line, delimiter);
    const known = names.filter(isKnown).length;
    if (!best || known > best.known || (known === best.known && names.length > best.names.length)) {
      best = { delimiter, names, known };
    }
  }
  return best!;
}

function headerCells(bytes: Uint8Array, delimiter: Delimiter): string[] {
  try {
    return (parseRecords(bytes, delimiter)[0] ?? []).map((name) => name.trim());
  } catch {
    return [];
  }
}
