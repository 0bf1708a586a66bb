import { count } from './numbers.js';

interface Answered {
  question: string;
  answer: string;
  records?: number | null;
}

const answers: Record<string, string> = {
  'removals archive': 'The removals that waited were archived',
  'removals keep': 'The records that waited were kept',
  'hold apply': 'What was on hold was applied',
  'hold discard': 'What was on hold was discarded',
};

const ofSome: Record<string, string> = { archive: 'archived', keep: 'kept' };

/** What a person's answer to a run's question did: the beginning of a sentence. `records`: how many were chosen. */
export function answerWords({ question, answer, records }: Answered): string {
  if (records != null)
    return `Of the records that waited, ${count(records, 'chosen one')} ${records === 1 ? 'was' : 'were'} ${ofSome[answer]}`;
  return answers[`${question} ${answer}`] ?? `${question}: ${answer}`;
}
