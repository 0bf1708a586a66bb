import { createHash } from 'node:crypto';

/** What this process knows of a token's allowance: shared by all activities that use the token. */
export interface RateLimit {
  /** Epoch milliseconds before which no request of the token is to be sent. */
  notBefore: number;
}

const limits = new Map<string, RateLimit>();

/** @param token what the server counts requests by */
export function rateLimitOf(token: string): RateLimit {
  const key = createHash('sha256').update(token).digest('base64');
  const limit = limits.get(key) ?? { notBefore: 0 };
  limits.set(key, limit);
  return limit;
}

/**
 * How long to wait by an answer's headers, ms: `Retry-After` (seconds or a date), or the reset of a fixed window
 * (`X-Ratelimit-Reset`, unix seconds). null: they don't say.
 */
export function waitByHeaders(headers: Headers, now: number): number | null {
  const retryAfter = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  if (!Number.isNaN(Date.parse(retryAfter))) return Math.max(0, Date.parse(retryAfter) - now);
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  // The window ends within that second.
  return Number.isFinite(reset) && reset > 0 ? Math.max(0, (reset + 1) * 1000 - now) : null;
}

/** Until when the allowance is used up, by an answer that was still within it; null: it isn't. */
export function usedUpFor(headers: Headers, now: number): number | null {
  return headers.get('x-ratelimit-remaining') === '0' ? waitByHeaders(headers, now) : null;
}
