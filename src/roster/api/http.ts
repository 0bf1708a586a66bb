import { SyncFailure } from '../../contract/failures.js';
import {
  type ApiServer,
  answerInvalid,
  answerTooLarge,
  apiUnreachable,
  redirected,
  serverBusy,
  serverFailed,
} from './failures.js';
import type { ApiContext } from './model.js';
import { type RateLimit, usedUpFor, waitByHeaders } from './rate-limit.js';

export interface JsonRequest extends ApiServer {
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>> | (() => Record<string, string>);
  body?: string;
}

export interface JsonAnswer {
  status: number;
  headers: Headers;
  /** Of a success: parsed, null where there is none (204). Of another status: what could be parsed of it, or null. */
  body: unknown;
}

export interface RequestOptions {
  /** For one try, its body included; ms. */
  timeoutMs?: number;
  /** Largest body, bytes once unpacked. */
  maxBytes?: number;
  /** Tries after which network trouble, errors of the server and bodies that don't parse are a failure. */
  attempts?: number;
  /** Statuses that the caller deals with: they come back at once, instead of being tried again. */
  pass?: readonly number[];
  /** Of the token that the request is counted by. */
  rateLimit?: RateLimit;
}

const defaults = { timeoutMs: 120_000, maxBytes: 64 * 1024 * 1024, attempts: 6 };
const waits = { first: 500, longest: 30_000 };
/** A server that wants to be left alone for longer is asked again by another attempt of the activity. */
const longestPause = 5 * 60_000;
const pauses = 20;

/**
 * Asks a roster API. Tried again, with growing pauses, in itself: network trouble, 5xx, a body that is no JSON; a 429
 * waits as long as the server says. All of it is bounded.
 *
 * @returns a success, or a status of 4xx, for the caller to judge (`requestRefused` makes the failure)
 * @throws SyncFailure `RosterUnreachable`, `RosterServerFailed`, `RosterServerBusy` (these three retryable),
 *   `RosterAnswerInvalid`, `RosterAnswerTooLarge`, `RosterRedirected`, `RosterHostRefused`
 */
export async function requestJson(
  context: Pick<ApiContext, 'fetch' | 'sleep' | 'signal' | 'now'>,
  request: JsonRequest,
  options: RequestOptions = {},
): Promise<JsonAnswer> {
  const { attempts = defaults.attempts, rateLimit } = options;
  let paused = 0;
  for (let tries = 1; ; ) {
    await untilAllowed(context, request, rateLimit);
    const outcome = await tryOnce(context, request, options);
    if ('answer' in outcome) {
      const usedUp = usedUpFor(outcome.answer.headers, context.now());
      if (rateLimit && usedUp !== null) delay(rateLimit, context.now() + usedUp);
      return outcome.answer;
    }
    if ('pauseMs' in outcome) {
      const pauseMs = outcome.pauseMs ?? backoff(paused + 2);
      if (rateLimit) delay(rateLimit, context.now() + pauseMs);
      if (++paused > pauses || pauseMs > longestPause) throw serverBusy(request, pauseMs);
      await context.sleep(pauseMs);
    } else {
      if (tries++ >= attempts) throw outcome.failure;
      await context.sleep(backoff(tries));
    }
  }
}

type Outcome = { answer: JsonAnswer } | { pauseMs: number | null } | { failure: SyncFailure };

async function tryOnce(
  { fetch, signal, now }: Pick<ApiContext, 'fetch' | 'signal' | 'now'>,
  request: JsonRequest,
  { timeoutMs = defaults.timeoutMs, maxBytes = defaults.maxBytes, pass = [] }: RequestOptions,
): Promise<Outcome> {
  const { url, method = 'GET', headers = {}, body } = request;
  signal.throwIfAborted();
  const ends = new AbortController();
  const stop = () => ends.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => ends.abort(new Error('timeout')), timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...(typeof headers === 'function' ? headers() : headers) },
      redirect: 'manual',
      signal: ends.signal,
      ...(body === undefined ? {} : { body }),
    });
    const { status } = response;
    const text = await readText(response, maxBytes);
    if (pass.includes(status)) return { answer: { status, headers: response.headers, body: parsed(text ?? '') } };
    if (status >= 300 && status < 400) throw redirected(request);
    if (status === 429) return { pauseMs: waitByHeaders(response.headers, now()) };
    if (status >= 500) return { failure: serverFailed(request, status) };
    if (text === null) throw answerTooLarge(request, maxBytes);
    const value = parsed(text);
    if (status < 300 && value === null && text.trim() !== '')
      return {
        failure: answerInvalid(request, looksLikeHtml(text) ? 'with a web page' : 'with something unreadable'),
      };
    return { answer: { status, headers: response.headers, body: value } };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SyncFailure) throw error;
    return { failure: apiUnreachable(request, trouble(error, ends.signal.aborted)) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** null: larger than allowed; the rest is not received. */
async function readText(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    // Leaving the loop cancels the stream.
    if (size > maxBytes) return null;
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

/** null: no JSON. A bare `null` is none either: no API answers with it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const looksLikeHtml = (text: string) => /^\s*</.test(text.slice(0, 200));

/** By code alone: messages may quote addresses that the server named. */
function trouble(error: unknown, timedOut: boolean): string {
  if (timedOut) return 'it did not answer in time';
  const code =
    (error as { code?: unknown; cause?: { code?: unknown } }).code ??
    (error as { cause?: { code?: unknown } }).cause?.code;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its host name is not known';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (typeof code === 'string' && /CERT|SSL|TLS/.test(code)) return `its certificate is not accepted (${code})`;
  return 'the connection was lost';
}

async function untilAllowed(
  { sleep, now }: Pick<ApiContext, 'sleep' | 'now'>,
  request: JsonRequest,
  rateLimit: RateLimit | undefined,
): Promise<void> {
  for (;;) {
    const wait = (rateLimit?.notBefore ?? 0) - now();
    if (wait <= 0) return;
    if (wait > longestPause) throw serverBusy(request, wait);
    await sleep(wait);
  }
}

function delay(limit: RateLimit, until: number): void {
  limit.notBefore = Math.max(limit.notBefore, until);
}

/** Doubles from try to try; never the same for two that began together. */
function backoff(tries: number): number {
  return Math.min(waits.longest, waits.first * 2 ** (tries - 2)) * (0.5 + Math.random() / 2);
}
