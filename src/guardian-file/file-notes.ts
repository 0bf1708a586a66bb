import { type Finding, finding } from './findings.js';
import { ownText } from './text.js';

/** Findings that are said once of a whole file, with how many cells or rows they are about. */
const NOTE_CODES = [
  'text-mark',
  'decimal-number',
  'html-entities',
  'misread-letters',
  'replaced-letters',
  'label-removed',
  'words-unknown',
  'row-width',
] as const;
export type NoteCode = (typeof NOTE_CODES)[number];

const noteCodes: ReadonlySet<string> = new Set(NOTE_CODES);

export function isNoteCode<Code extends string>(code: Code | NoteCode): code is NoteCode {
  return noteCodes.has(code);
}

/** What one batch, or a whole file, has of one of them. Kept with the batch as JSON. */
export interface FileNote {
  code: NoteCode;
  column: string | null;
  count: number;
  /** The first line. */
  line: number;
  /** The different words that may be shown, in the order of the file. */
  words?: string[];
}

/** More different words than this are no words of a list: of a column that holds names, none is shown. */
const MOST_WORDS = 40;
/** A short word of letters: whatever else may be in the cell of a wrong column is shown to nobody. */
const WORD = /^\p{L}{1,14}$/u;

export const noteRules = { MOST_WORDS, WORD };

/** Collects what is said once of a whole file. */
export class FileNotes {
  readonly #notes = new Map<string, FileNote>();

  /** @param word to be shown, if it is one */
  add(code: NoteCode, column: string | null, line: number, word?: string): void {
    const words = word !== undefined && WORD.test(word) ? { words: [ownText(word)] } : {};
    this.#add({ code, column, count: 1, line, ...words });
  }

  /** Those of a batch after the ones that are here already. */
  addAll(notes: readonly FileNote[]): void {
    for (const note of notes) this.#add(note);
  }

  list(): FileNote[] {
    return [...this.#notes.values()];
  }

  findings(): Finding[] {
    return this.list().map(({ code, column, count, line, words = [] }) => {
      const place = { line, column };
      if (code === 'row-width') return finding(code, place, { count });
      return code === 'words-unknown'
        ? finding(code, place, { count, words: listed(words) })
        : finding(code, place, { count });
    });
  }

  #add(note: FileNote): void {
    const key = `${note.code} ${note.column}`;
    const known = this.#notes.get(key);
    if (known === undefined) {
      this.#notes.set(key, { ...note });
      return;
    }
    known.count += note.count;
    if (note.words !== undefined) known.words = joined(known.words ?? [], note.words);
  }
}

/** One more than are shown is kept, so that it is known that there are too many. */
function joined(words: string[], more: readonly string[]): string[] {
  const keys = new Set(words.map((word) => word.toLowerCase()));
  for (const word of more) {
    if (words.length > MOST_WORDS) break;
    if (keys.has(word.toLowerCase())) continue;
    keys.add(word.toLowerCase());
    words.push(word);
  }
  return words;
}

function listed(words: readonly string[]): string {
  if (words.length > MOST_WORDS) return 'too many different ones to be a list';
  return words.length === 0 ? 'none that is a short word' : words.join(', ');
}
