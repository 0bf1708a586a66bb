/** How far the reading of a collection has come: all that a page needs of those before it. The cursor of the page. */
export interface Position {
  /** Records received, those twice among them. */
  offset: number;
  limit: number;
  /** What the limit may grow to again after heavy pages. */
  most: number;
  /** Asked for in the order of ids. */
  sorted: boolean;
  /** Asked for what changed alone, where that is wanted. */
  filtered: boolean;
  /** The query of the next page, from a server that counts no offsets; null: it does. */
  query: string | null;
  pages: number;
  /** Pages since the limit was last changed. */
  calm: number;
  /** Records received, each counted once. */
  seen: number;
  /** The largest count that the server has told; 0: none. */
  total: number;
  /** Digests of the ids of the pages so far, end to end; see `cameBefore`. */
  came: string;
}

/** Characters of a digest (base64): 48 bits, so that of 10,000 pages no two are the same by chance. */
const DIGEST = 8;
/** Pages that are remembered, the last ones: a cursor is stored with every few of them. */
const REMEMBERED = 10_000;

export function startPosition(limit: number): Position {
  return {
    ...{ offset: 0, limit, most: limit, sorted: true, filtered: true, query: null, pages: 0, calm: 0 },
    ...{ seen: 0, total: 0, came: '' },
  };
}

/**
 * Whether a page is one of those before. Its records would count as further ones otherwise, and be as many as the server
 * says that it has, while those in whose place it came are missing.
 *
 * @param digest of the page, at least `DIGEST` characters
 */
export function cameBefore({ came }: Position, digest: string): boolean {
  const sought = digest.slice(0, DIGEST);
  for (let at = came.indexOf(sought); at >= 0; at = came.indexOf(sought, at + 1)) if (at % DIGEST === 0) return true;
  return false;
}

export function withDigest({ came }: Position, digest: string): string {
  return (came + digest.slice(0, DIGEST)).slice(-DIGEST * REMEMBERED);
}

export function toCursor(position: Position): string {
  return JSON.stringify(position);
}

export function fromCursor(cursor: string): Position {
  return JSON.parse(cursor) as Position;
}
