import { apiNotSet, requestRefused } from '../api/failures.js';
import { requestJson } from '../api/http.js';
import type { ApiContext } from '../api/model.js';
import { tokenAddress } from './addresses.js';
import { districtUnknown, scopesMissing } from './failures.js';
import { idOf, isObject, listIn, objectIn, SOURCE, textIn } from './values.js';

/** Without these no roster is whole. What else Clever lets be read is asked for and may be refused. */
const NEEDED = ['read:schools', 'read:sections', 'read:students', 'read:teachers'];

/** For messages. */
const TOKENS = "Clever's list of tokens";

/** Pages of tokens that are looked through: far more than an application has districts. */
const PAGES = 1000;

/** The token of the district: as stored, or looked up with the application's own id and secret. */
export class CleverTokens {
  readonly #context: ApiContext;
  #token: string | null = null;

  /** @throws SyncFailure `RosterNotSet` */
  constructor(context: ApiContext) {
    const { secrets, settings } = context;
    if (!secrets.token) {
      if (!secrets.clientId || !secrets.clientSecret)
        throw apiNotSet(
          SOURCE,
          ['roster.token', 'roster.clientId with roster.clientSecret'].slice(secrets.clientId ? 1 : 0),
        );
      if (settings.roster.districtId === '') throw apiNotSet(SOURCE, ['roster.districtId']);
    }
    this.#context = context;
  }

  /** @throws SyncFailure `CleverDistrictUnknown`, `CleverScopeMissing`, and as requests do */
  async current(): Promise<string> {
    this.#token ??= this.#context.secrets.token ?? (await this.#lookUp());
    return this.#token;
  }

  /** After a 401. @returns whether there is another token now than the refused one */
  async renewed(refused: string): Promise<boolean> {
    if (this.#token !== refused) return true;
    const { clientId, clientSecret } = this.#context.secrets;
    if (!clientId || !clientSecret || this.#context.settings.roster.districtId === '') return false;
    this.#token = await this.#lookUp();
    return this.#token !== refused;
  }

  async #lookUp(): Promise<string> {
    const { districtId } = this.#context.settings.roster;
    let newest: { token: string; created: string; scopes: readonly unknown[] } | null = null;
    let after = '';
    for (let page = 0; page < PAGES; page++) {
      const { tokens, next } = await this.#page(districtId, after);
      for (const token of tokens) {
        const access = textIn(token, 'access_token');
        if (idOf(objectIn(token, 'owner')) !== districtId || access === '') continue;
        const created = textIn(token, 'created');
        if (!newest || created >= newest.created) newest = { token: access, created, scopes: listIn(token, 'scopes') };
      }
      if (newest || next === null || next === after) break;
      after = next;
    }
    if (!newest) throw districtUnknown(districtId);
    const { token, scopes } = newest;
    const missing = NEEDED.filter((scope) => !scopes.includes(scope));
    if (scopes.length > 0 && missing.length > 0) throw scopesMissing(missing);
    return token;
  }

  async #page(districtId: string, after: string) {
    const { clientId = '', clientSecret = '' } = this.#context.secrets;
    const url = tokenAddress(this.#context.settings);
    url.search = new URLSearchParams({
      owner_type: 'district',
      district: districtId,
      ...(after === '' ? {} : { starting_after: after }),
    }).toString();
    const key = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const server = { source: TOKENS, url, setting: 'roster.tokenUrl' } as const;
    const { status, body } = await requestJson(this.#context, {
      ...server,
      headers: { authorization: `Basic ${key}` },
    });
    if (status !== 200) throw requestRefused(server, status);
    const tokens = listIn(body, 'data').filter(isObject);
    return { tokens, next: nextOf(body) };
  }
}

/** What `starting_after` the link to the next page has; of the link nothing else is taken, least of all its host. */
export function nextOf(body: unknown): string | null {
  const link = listIn(body, 'links').find((each) => isObject(each) && textIn(each, 'rel') === 'next');
  const query = isObject(link) ? textIn(link, 'uri').split('?')[1] : undefined;
  return new URLSearchParams(query ?? '').get('starting_after') || null;
}
