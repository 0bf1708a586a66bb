/** Which record waits for an answer, as one text: the kind, its ID and, of what belongs to a student, the student's. */
export function recordRef({ kind, id, studentId }: { kind: string; id: number; studentId: number | null }): string {
  return [kind, id, ...(studentId === null ? [] : [studentId])].join(':');
}

const pattern = /^[a-zA-Z]+:[1-9]\d{0,15}(:[1-9]\d{0,15})?$/;

export function isRecordRef(text: unknown): text is string {
  return typeof text === 'string' && pattern.test(text);
}

export function kindOfRef(ref: string): string {
  return ref.slice(0, ref.indexOf(':'));
}

/** So that an answer stays small in Temporal's history. */
export const MOST_CHOSEN = 10_000;
