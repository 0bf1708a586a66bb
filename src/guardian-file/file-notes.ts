import { type Finding, finding } from './findings.js';

/** Findings that are said once of a whole file, with how many cells or rows they are about. */
const NOTE_CODES = ['text-mark', 'decimal-number', 'html-entities', 'misread-letters', 'replaced-letters'] as const;
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
}

/** Collects what is said once of a whole file. */
export class FileNotes {
  readonly #notes = new Map<string, FileNote>();

  add(code: NoteCode, column: string | null, line: number): void {
    this.addNote({ code, column, count: 1, line });
  }

  /** Those of a batch after the ones that are here already. */
  addAll(notes: readonly FileNote[]): void {
    for (const note of notes) this.addNote(note);
  }

  addNote(note: FileNote): void {
    const key = `${note.code} ${note.column}`;
    const known = this.#notes.get(key);
    if (known === undefined) this.#notes.set(key, { ...note });
    else known.count += note.count;
  }

  list(): FileNote[] {
    return [...this.#notes.values()];
  }

  findings(): Finding[] {
    return this.list().map(({ code, column, count, line }) => finding(code, { line, column }, { count }));
  }
}
