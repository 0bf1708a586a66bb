import { answerInvalid } from '../api/failures.js';
import { requestJson } from '../api/http.js';
import type { ApiContext } from '../api/model.js';
import { rateLimitOf } from '../api/rate-limit.js';
import { apiAddress } from './addresses.js';
import type { CleverTokens } from './tokens.js';
import { isObject, SOURCE } from './values.js';

export interface CleverAnswer {
  status: number;
  url: URL;
  /** Of a success: has an array `data`. */
  body: Readonly<Record<string, unknown>>;
}

/** Tries for a success without the list it should have. */
const TRIES = 4;
const PAUSE_MS = 500;

/** Asks Clever's Data API for lists, with the district's token. */
export class CleverClient {
  readonly #context: ApiContext;
  readonly #tokens: CleverTokens;

  constructor(context: ApiContext, tokens: CleverTokens) {
    this.#context = context;
    this.#tokens = tokens;
  }

  /**
   * A token that was changed meanwhile is looked up again, once.
   *
   * @returns a page of a list, or a status of 4xx for the caller to judge
   * @throws SyncFailure `RosterAnswerInvalid` for a success without a list, and as requestJson does
   */
  async list(path: string, query: Readonly<Record<string, string>>): Promise<CleverAnswer> {
    const url = this.#url(path);
    url.search = new URLSearchParams(query).toString();
    for (let tries = 1; ; tries++) {
      const { status, body } = await this.#ask(url);
      if (status >= 400) return { status, url, body: {} };
      if (isObject(body) && Array.isArray(body.data)) return { status, url, body };
      if (tries >= TRIES) throw answerInvalid({ source: SOURCE, url }, 'without the list that was asked for');
      await this.pause(tries);
    }
  }

  /** Before something is asked again that can't be right; longer from try to try. */
  pause(tries: number): Promise<unknown> {
    return this.#context.sleep(PAUSE_MS * 2 ** tries);
  }

  /** Whether there is such a record, or it may be read. */
  async has(path: string): Promise<boolean> {
    return (await this.#ask(this.#url(path))).status < 400;
  }

  #url(path: string): URL {
    const url = apiAddress(this.#context.settings);
    url.pathname = `${url.pathname}/${path}`;
    return url;
  }

  async #ask(url: URL) {
    const token = await this.#tokens.current();
    const answer = await this.#send(url, token);
    if (answer.status !== 401 || !(await this.#tokens.renewed(token))) return answer;
    return this.#send(url, await this.#tokens.current());
  }

  #send(url: URL, token: string) {
    const request = { source: SOURCE, url, headers: { authorization: `Bearer ${token}` } };
    return requestJson(this.#context, request, { rateLimit: rateLimitOf(token) });
  }
}
