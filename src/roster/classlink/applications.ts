import { requestRefused } from '../api/failures.js';
import { requestJson } from '../api/http.js';
import type { ApiContext } from '../api/model.js';
import { rateLimitOf } from '../api/rate-limit.js';
import { listInvalid, listName } from './failures.js';

/** A district's roster, as ClassLink's list shows it to the holder of the key. */
export interface Application {
  /** `oneroster_application_id`: goes into paths as it is, percent signs included. */
  id: string;
  /** The numbers `id` and `application_id`: they name nothing in a path unless an address asks for the second. */
  applicationId: string;
  /** ClassLink's id of the district, which stays when the rest changes. */
  tenantId: string;
  /** Opens the roster at the proxy; null: the district gives none. */
  bearer: string | null;
  enabled: boolean;
  /** In lower case; '' where it isn't told. */
  tenantStatus: string;
}

export type Http = Pick<ApiContext, 'fetch' | 'sleep' | 'signal' | 'now'>;

/** Applications asked for at once. */
const PAGE = 500;
/** More pages than that and the list goes round in circles. */
const MOST_PAGES = 200;
/** Times that an answer which can't be right is asked for again. */
const AGAIN = 3;
const PAUSE_MS = 1000;

/**
 * The whole list. It gives no count, and a page may be shorter than was asked for: only an empty one, or one that says
 * nothing new, is the end.
 *
 * @param base where ClassLink answers, without a slash at its end
 */
export async function listApplications(http: Http, base: string, key: string): Promise<Application[]> {
  const found = new Map<string, Application>();
  let offset = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const url = new URL(`${base}/applications?limit=${PAGE}&offset=${offset}`);
    const entries = await askClassLink(http, url, key, entriesOf, 'without a list');
    const before = found.size;
    for (const entry of entries) {
      const application = applicationOf(entry, url);
      if (!found.has(application.id)) found.set(application.id, application);
    }
    if (found.size === before) return [...found.values()];
    offset += entries.length;
  }
  throw listInvalid(new URL(`${base}/applications`), 'without an end');
}

/**
 * One of ClassLink's own calls.
 *
 * @param read the answer's use; undefined where it can't be right: then it is asked for again
 * @param wrong what such an answer is, a clause such as "without a list"
 * @throws SyncFailure for every status but 200
 */
export async function askClassLink<Use>(
  http: Http,
  url: URL,
  key: string,
  read: (body: unknown) => Use | undefined,
  wrong: string,
): Promise<Use> {
  const headers = { authorization: `Bearer ${key}` };
  for (let again = 0; ; again += 1) {
    const answer = await requestJson(http, { source: listName, url, headers }, { rateLimit: rateLimitOf(key) });
    if (answer.status >= 300) throw requestRefused({ source: listName, url }, answer.status);
    const use = read(answer.body);
    if (use !== undefined) return use;
    if (again >= AGAIN) throw listInvalid(url, wrong);
    await http.sleep(PAUSE_MS);
  }
}

function entriesOf(body: unknown): unknown[] | undefined {
  const entries = isObject(body) ? body.applications : undefined;
  return Array.isArray(entries) ? entries : undefined;
}

function applicationOf(entry: unknown, url: URL): Application {
  if (!isObject(entry)) throw listInvalid(url, 'with districts that can not be read');
  const id = text(entry.oneroster_application_id);
  // It comes from a server and goes into a path as it is: it must not lead elsewhere.
  if (!/^[\w.~%!$&'()*+,;=:@-]+$/.test(id) || /^(\.|%2e){1,2}$/i.test(id))
    throw listInvalid(url, 'with a district whose ID cannot be part of an address');
  return {
    id,
    applicationId: text(entry.application_id),
    tenantId: text(entry.tenant_id),
    bearer: text(entry.bearer) || null,
    enabled: !isFalse(entry.enabled),
    tenantStatus: text(entry.tenant_status).toLowerCase(),
  };
}

/** `"false"` is a text at ClassLink. */
const isFalse = (value: unknown) => ['false', '0'].includes(text(value).toLowerCase());

/** Numbers too: ids are numbers in places. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
