const LISTED_HEADERS = 40;

/** Headers for a message. What looks like a cell of a row (the header line may be missing) is not repeated. */
export function listHeaders(names: readonly string[]): string[] {
  const listed = names
    .slice(0, LISTED_HEADERS)
    .map((name) => (/@|\d{3}/.test(name) ? '(not shown: looks like data)' : name.slice(0, 60)));
  return names.length > LISTED_HEADERS ? [...listed, `and ${names.length - LISTED_HEADERS} more`] : listed;
}
