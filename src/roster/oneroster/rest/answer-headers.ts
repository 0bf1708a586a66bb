/** `X-Total-Count`; 0 where it is none. */
export function totalOf(headers: Headers): number {
  const text = headers.get('x-total-count') ?? '';
  return /^\d+$/.test(text) ? Number(text) : 0;
}

/**
 * The query of the next page as the `Link` header has it, if the server counts no offsets but gives out marks; else null:
 * an offset is counted here, since servers tell wrong ones. Host and path of a link are never used.
 */
export function markedQuery(headers: Headers): string | null {
  const [, link] = /<([^>]*)>[^<]*;\s*rel="?next\b/i.exec(headers.get('link') ?? '') ?? [];
  if (link === undefined || !URL.canParse(link, 'http://localhost')) return null;
  const { search, searchParams } = new URL(link, 'http://localhost');
  return searchParams.size === 0 || searchParams.has('offset') ? null : search;
}
