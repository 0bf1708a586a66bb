const answers: Record<string, string> = {
  'removals archive': 'The removals that waited were archived',
  'removals keep': 'The records that waited were kept',
  'hold apply': 'What was on hold was applied',
  'hold discard': 'What was on hold was discarded',
};

/** What a person's answer to a run's question did: the beginning of a sentence. */
export function answerWords({ question, answer }: { question: string; answer: string }): string {
  return answers[`${question} ${answer}`] ?? `${question}: ${answer}`;
}
