import { type Application, askClassLink, type Http, isObject, text } from './applications.js';
import { accessRevoked, listInvalid } from './failures.js';

/** The way to a district's own OneRoster server. */
export interface DirectServer {
  /** Before `/ims/oneroster/v1p1`. */
  endpointUrl: string;
  clientId: string;
  clientSecret: string;
}

/** @throws SyncFailure `ClassLinkAccessRevoked` where the district lets nobody to its own server */
export async function directServer(
  http: Http,
  base: string,
  key: string,
  { id, tenantId }: Application,
): Promise<DirectServer> {
  const url = new URL(`${base}/applications/${id}/server`);
  const server = await askClassLink(http, url, key, serverOf, "the question for a district's server without one");
  const [clientId, clientSecret] = [text(server.client_id), text(server.client_secret)];
  if (clientId === '' || clientSecret === '')
    throw accessRevoked(
      tenantId,
      'it tells no key for its own server. Reading through the proxy (roster.access) may work',
    );
  const endpointUrl = text(server.endpoint_url).replace(/\/+$/, '');
  if (!URL.canParse(endpointUrl) || !/^https?:$/.test(new URL(endpointUrl).protocol))
    throw listInvalid(url, "with an address of a district's server that is none");
  return { endpointUrl, clientId, clientSecret };
}

function serverOf(body: unknown): Record<string, unknown> | undefined {
  const server = isObject(body) ? body.server : undefined;
  return isObject(server) ? server : undefined;
}
