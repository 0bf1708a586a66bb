/** What became of the rows of a file, in the order of the sum that they make. */
export const rowWords = {
  applied: 'applied',
  unchanged: 'unchanged',
  skipped: 'skipped, and read again next time',
  error: 'in error',
  duplicate: 'duplicate',
  leftOut: 'left out because of their contact type',
  blank: 'blank',
} as const;

const delimiters: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe', '^': 'caret' };

export const delimiterName = (delimiter: string): string => delimiters[delimiter] ?? delimiter;
