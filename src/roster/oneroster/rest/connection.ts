import type { ApiContext } from '../../api/model.js';
import type { RateLimit } from '../../api/rate-limit.js';

export interface Authorization {
  /**
   * Makes ready for requests of this URL.
   *
   * @returns called for each try: the value of its `Authorization` header
   */
  header(url: URL): Promise<() => string>;
  /** The server has refused the key (401, 403). @returns whether there is another one now, to ask once more with */
  renew(): Promise<boolean>;
}

/** A OneRoster server. */
export interface OneRosterConnection {
  /** For messages: 'OneRoster', 'ClassLink'. */
  source: string;
  /** Up to and with `/ims/oneroster/v1p1` or `/ims/oneroster/rostering/v1p2`, taken as it is. */
  baseUrl: string;
  authorization: Authorization;
  http: Pick<ApiContext, 'fetch' | 'sleep' | 'signal' | 'now'>;
  rateLimit?: RateLimit;
}
