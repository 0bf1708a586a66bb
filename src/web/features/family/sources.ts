/** Where a value of the roster comes from. */
export function rosterSource(source: string | null, line: number | null): string {
  if (line === null) return 'roster';
  return `${source === 'oneroster-csv' ? 'users.csv' : 'roster'}, line ${line}`;
}

/** Where a value of a guardian file comes from. */
export function fileSource(file: string | null, line: number | null): string {
  if (line === null) return file ?? 'stored earlier';
  return `${file ?? 'guardian file'}, line ${line}`;
}
