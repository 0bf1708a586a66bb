import { type ApiServer, apiNotSet, requestRefused } from '../../api/failures.js';
import { type JsonAnswer, requestJson } from '../../api/http.js';
import type { ApiContext } from '../../api/model.js';
import { tokenAnswerInvalid } from './failures.js';

export interface OAuth2Client {
  source: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** Combinations of scopes to ask for, the best first: a provider may know or grant fewer. The last one: none named. */
  scopes: readonly (readonly string[])[];
}

type Http = Pick<ApiContext, 'fetch' | 'sleep' | 'signal' | 'now'>;

/** Errors that no other scope would help against. */
const aboutClient: ReadonlySet<unknown> = new Set([
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
]);
/** A token that ends within this time is not used for a new request. */
const MARGIN_MS = 30_000;
/** Of a token whose end isn't told. */
const ASSUMED_SECONDS = 3600;

/** Tokens by client credentials. Docs: RFC 6749, 4.4. */
export class TokenSource {
  readonly #http: Http;
  readonly #client: OAuth2Client;
  #token: { value: string; until: number } | null = null;
  /** How the server takes the client's credentials: found out once. */
  #inBody = false;
  #scopes = 0;

  constructor(http: Http, client: OAuth2Client) {
    if (!URL.canParse(client.tokenUrl)) throw apiNotSet(client.source, ['roster.tokenUrl']);
    this.#http = http;
    this.#client = client;
  }

  /** @throws SyncFailure as `requestRefused` has it, `RosterAnswerInvalid`, and what `requestJson` throws */
  async token(): Promise<string> {
    if (this.#token === null || this.#token.until - MARGIN_MS < this.#http.now()) this.#token = await this.#ask();
    return this.#token.value;
  }

  /** The server no longer takes the token, whatever it said about its end. */
  forget(): void {
    this.#token = null;
  }

  async #ask(): Promise<{ value: string; until: number }> {
    for (;;) {
      const { status, body } = await this.#post();
      if (status < 300) return this.#read(body);
      if (!this.#asksOtherwise(status, (body as { error?: unknown } | null)?.error))
        throw requestRefused(this.#server, status);
    }
  }

  /**
   * Whether a refused request is worth another try, with the credentials shown otherwise or with other scopes. Servers
   * say in many ways what they miss: 422 or 400 for a form without credentials, 403 for scopes that they don't know.
   *
   * @param error of the answer: RFC 6749, 5.2, though not every server goes by it
   */
  #asksOtherwise(status: number, error: unknown): boolean {
    const isOfScope = error === 'invalid_scope' || status === 403;
    if (!this.#inBody && !isOfScope && (status === 400 || status === 401 || status === 422)) {
      this.#inBody = true;
      return true;
    }
    const mayBeOfScope = isOfScope || ((status === 400 || status === 422) && !aboutClient.has(error));
    if (!mayBeOfScope || this.#scopes >= this.#client.scopes.length - 1) return false;
    this.#scopes++;
    return true;
  }

  get #server(): ApiServer {
    const { source, tokenUrl } = this.#client;
    return { source: `${source}'s token server`, url: new URL(tokenUrl), setting: 'roster.tokenUrl' };
  }

  #post(): Promise<JsonAnswer> {
    const { clientId, clientSecret, scopes } = this.#client;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    const scope = scopes[this.#scopes]?.join(' ') ?? '';
    if (scope !== '') form.set('scope', scope);
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
    if (this.#inBody) {
      form.set('client_id', clientId);
      form.set('client_secret', clientSecret);
    } else headers.authorization = basic(clientId, clientSecret);
    return requestJson(this.#http, { ...this.#server, method: 'POST', headers, body: form.toString() });
  }

  #read(body: unknown): { value: string; until: number } {
    const { access_token: value, expires_in: seconds } = (body ?? {}) as Record<string, unknown>;
    if (typeof value !== 'string' || value === '') throw tokenAnswerInvalid(this.#server);
    const lasts = Number(seconds) > 0 ? Number(seconds) : ASSUMED_SECONDS;
    // One that lasts no longer than the margin would never be used.
    return { value, until: this.#http.now() + Math.max(lasts * 1000, 2 * MARGIN_MS) };
  }
}

/** RFC 6749, 2.3.1: both are form-encoded first. */
function basic(id: string, secret: string): string {
  const encoded = (text: string) => new URLSearchParams({ a: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encoded(id)}:${encoded(secret)}`).toString('base64')}`;
}
