/**
 * Stands, in any text of a row, for the value that is stored: the source says nothing of it, or nothing that can be read.
 * Cleaned texts have no control characters. SQL has it as chr(31).
 */
export const KEPT = '\u001f';
