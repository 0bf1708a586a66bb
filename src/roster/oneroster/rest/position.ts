/** Where the reading of a collection stands: all that a page needs of those before it. The cursor of the page. */
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
  /** Digests of the ids of the first and of the last page. */
  first: string;
  last: string;
}

export function startPosition(limit: number): Position {
  return {
    ...{ offset: 0, limit, most: limit, sorted: true, filtered: true, query: null, pages: 0, calm: 0 },
    ...{ seen: 0, total: 0, first: '', last: '' },
  };
}

export function toCursor(position: Position): string {
  return JSON.stringify(position);
}

export function fromCursor(cursor: string): Position {
  return JSON.parse(cursor) as Position;
}
