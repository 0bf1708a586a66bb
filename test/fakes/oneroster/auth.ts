import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Auth = 'oauth1-sha1' | 'oauth1-sha256' | 'oauth2';

export const key = { id: 'client-of-the-test', secret: 'secret & of the test' };

const decode = (text: string) => decodeURIComponent(text);
const percent = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** Checks signatures by itself, from the request as it came over the wire. */
export class Signatures {
  readonly #nonces = new Set<string>();

  /** null: right; else what is wrong. */
  fault(request: IncomingMessage, origin: string, hash: 'sha1' | 'sha256'): string | null {
    const header = request.headers.authorization ?? '';
    if (!header.startsWith('OAuth ')) return 'no OAuth header';
    const given = new Map(
      header
        .slice(6)
        .split(/,\s*/)
        .map((part) => {
          const [name = '', value = ''] = part.split('=');
          return [decode(name), decode(value.replace(/^"|"$/g, ''))] as const;
        }),
    );
    const signature = given.get('oauth_signature') ?? '';
    given.delete('oauth_signature');
    if (given.get('oauth_consumer_key') !== key.id) return 'unknown key';
    if (given.get('oauth_signature_method') !== `HMAC-${hash.toUpperCase()}`) return 'another method';
    if (Math.abs(Number(given.get('oauth_timestamp')) - Date.now() / 1000) > 3600) return 'too old';
    const nonce = given.get('oauth_nonce') ?? '';
    if (nonce === '' || this.#nonces.has(nonce)) return 'nonce used';
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const pairs = query
      .split('&')
      .filter((each) => each !== '')
      .map((each) => each.split('=').map((part) => percent(decode(part))));
    for (const [name, value] of given) pairs.push([percent(name), percent(value)]);
    const text = pairs.map(([name, value = '']) => `${name}=${value}`).sort();
    const base = `GET&${percent(origin + path)}&${percent(text.join('&'))}`;
    const right = createHmac(hash, `${percent(key.secret)}&`)
      .update(base)
      .digest();
    const mine = Buffer.from(signature, 'base64');
    if (mine.length !== right.length || !timingSafeEqual(mine, right)) return 'wrong signature';
    this.#nonces.add(nonce);
    return null;
  }
}

/** Gives tokens, and knows those that it gave. */
export class Tokens {
  /** How the client must show its credentials. */
  credentials: 'basic' | 'body' = 'basic';
  /** What may be asked for; another scope is invalid. null: whatever. */
  known: string[] | null = null;
  /** What a token is for: of what was asked for, or this alone. null: all that was asked for. */
  granted: string[] | null = null;
  expiresIn: number | undefined = 3600;
  /** The statuses of a server that does not go by RFC 6749: for a form without credentials, and for a scope it does not know. */
  plain: { form: number; scope: number } | null = null;
  /** The server is down, or sends elsewhere: the status of every answer. */
  down: number | null = null;
  /** Requests for a token, refused ones too. */
  requests = 0;
  /** Scopes of each request for a token. */
  readonly asked: string[][] = [];
  readonly #open = new Set<string>();
  #count = 0;

  answer(request: IncomingMessage, body: string): { status: number; body: Record<string, unknown> } {
    this.requests++;
    if (this.down !== null) return { status: this.down, body: {} };
    const form = new URLSearchParams(body);
    if (this.plain && !(form.has('client_id') && form.has('client_secret') && form.has('scope')))
      return { status: this.plain.form, body: { message: 'The given data was invalid.' } };
    const basic = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
    const shown = this.credentials === 'basic' ? basic.split(':') : [form.get('client_id'), form.get('client_secret')];
    const [id, secret] = shown.map((part) => decode((part ?? '').replace(/\+/g, ' ')));
    if (id !== key.id || secret !== key.secret) return { status: 401, body: { error: 'invalid_client' } };
    if (form.get('grant_type') !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    const scopes = (form.get('scope') ?? '').split(' ').filter((each) => each !== '');
    this.asked.push(scopes);
    if (this.known && !scopes.every((each) => this.known!.includes(each)))
      return this.plain
        ? { status: this.plain.scope, body: { error: 'Some text of its own' } }
        : { status: 400, body: { error: 'invalid_scope' } };
    const token = `token-${++this.#count}`;
    this.#open.add(token);
    const scope = (this.granted ?? scopes).join(' ');
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'Bearer',
        scope,
        ...(this.expiresIn ? { expires_in: this.expiresIn } : {}),
      },
    };
  }

  isOpen(request: IncomingMessage): boolean {
    return this.#open.has((request.headers.authorization ?? '').replace(/^Bearer /, ''));
  }

  /** All tokens given so far end. */
  end(): void {
    this.#open.clear();
  }
}
