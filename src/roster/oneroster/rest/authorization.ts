import { apiNotSet } from '../../api/failures.js';
import type { ApiContext } from '../../api/model.js';
import type { Authorization } from './connection.js';
import { oauth1Header } from './oauth1.js';
import { TokenSource } from './oauth2.js';
import { rosterScopes } from './settings.js';

/**
 * As the settings say that requests are authorized. A first token is fetched at once: without one nothing can be read, and
 * that is to be told of the server that gives tokens.
 *
 * @throws SyncFailure `RosterNotSet`, and as `TokenSource.token`
 */
export async function authorizationOf(source: string, context: ApiContext): Promise<Authorization> {
  const { settings, secrets } = context;
  const { clientId = '', clientSecret = '' } = secrets;
  const { auth, tokenUrl, version } = settings.roster;
  const missing = [
    ...(clientId === '' ? ['roster.clientId'] : []),
    ...(clientSecret === '' ? ['roster.clientSecret'] : []),
    ...(auth === 'oauth2' && tokenUrl === '' ? ['roster.tokenUrl'] : []),
  ];
  if (missing.length > 0) throw apiNotSet(source, missing);
  if (auth !== 'oauth2')
    return oauth1(
      { id: clientId, secret: clientSecret, hash: auth === 'oauth1-sha1' ? 'sha1' : 'sha256' },
      context.now,
    );
  const tokens = new TokenSource(context, { source, tokenUrl, clientId, clientSecret, scopes: rosterScopes(version) });
  await tokens.token();
  return oauth2(tokens);
}

/** Signs each request with the key, which nothing can renew. */
export function oauth1(key: Parameters<typeof oauth1Header>[1], now: () => number): Authorization {
  return {
    header: async (url) => () => oauth1Header(url, key, now()),
    renew: async () => false,
  };
}

function oauth2(tokens: TokenSource): Authorization {
  return {
    async header() {
      const token = await tokens.token();
      return () => `Bearer ${token}`;
    },
    async renew() {
      tokens.forget();
      await tokens.token();
      return true;
    },
  };
}
