import { SyncFailure } from '../../contract/failures.js';

/** Failures of roster APIs are made here, from scratch: what servers answer may quote people's data, keys or queries. */

/** Which server of which source: 'Clever at api.clever.com'. A path or query may hold ids and keys, and is left out. */
const server = (source: string, url: URL) => `${source} at ${url.host}`;
const where = (source: string, url: URL) => ({ source, host: url.host });

/** @param what a clause such as "did not answer", with nothing of the server's own text */
export function apiUnreachable(source: string, url: URL, what: string): SyncFailure {
  return new SyncFailure(
    'RosterUnreachable',
    `Could not get through to ${server(source, url)}: ${what}. Check roster.baseUrl, and that a firewall lets this system out; the sync tries again by itself.`,
    { retryable: true, details: where(source, url) },
  );
}

export function apiHostRefused(source: string, url: URL): SyncFailure {
  return new SyncFailure(
    'RosterHostRefused',
    `${url.host} is an address inside a private network, and this system reads rosters from public servers only. Enter the server's public address, or ask the operator to allow private hosts.`,
    { details: where(source, url) },
  );
}

export function apiNotEncrypted(source: string, url: URL): SyncFailure {
  return new SyncFailure(
    'RosterHostRefused',
    `The address of ${server(source, url)} begins with http://, so keys and people's data would cross the internet unencrypted. Enter an https:// address.`,
    { details: where(source, url) },
  );
}

export function serverFailed(source: string, url: URL, status: number): SyncFailure {
  return new SyncFailure(
    'RosterServerFailed',
    `${server(source, url)} answers that something is wrong on its side (HTTP ${status}). The sync tries again by itself; if it stays, ask the provider.`,
    { retryable: true, details: { ...where(source, url), status } },
  );
}

export function serverBusy(source: string, url: URL, waitMs: number): SyncFailure {
  return new SyncFailure(
    'RosterServerBusy',
    `${server(source, url)} takes no more requests for now (HTTP 429). The sync goes on by itself when it does.`,
    {
      retryable: true,
      details: where(source, url),
      retryAfterSeconds: Math.min(3600, Math.max(5, Math.ceil(waitMs / 1000))),
    },
  );
}

/** @param what a clause such as "with a web page instead of data" */
export function answerInvalid(source: string, url: URL, what: string): SyncFailure {
  return new SyncFailure(
    'RosterAnswerInvalid',
    `${server(source, url)} answered ${what}, several times. Nothing was taken from it. Check roster.baseUrl; if it is right, ask the provider.`,
    { details: where(source, url) },
  );
}

export function answerTooLarge(source: string, url: URL, maxBytes: number): SyncFailure {
  return new SyncFailure(
    'RosterAnswerTooLarge',
    `${server(source, url)} sent an answer of more than ${Math.floor(maxBytes / 1024 / 1024)} MiB, which is more than one page of a roster can need. Check roster.baseUrl; if it is right, ask the provider.`,
    { details: where(source, url) },
  );
}

export function redirected(source: string, url: URL): SyncFailure {
  return new SyncFailure(
    'RosterRedirected',
    `${server(source, url)} sends this system on to another address, which is not followed: the key must reach the server named in the settings alone. Set roster.baseUrl to the address where the data is.`,
    { details: where(source, url) },
  );
}

/** What a source throws for an answer below 500 that is none of success. */
export function requestRefused(source: string, url: URL, status: number): SyncFailure {
  const options = { details: { ...where(source, url), status } };
  if (status === 401)
    return new SyncFailure(
      'RosterKeyRefused',
      `${server(source, url)} does not accept the stored key (HTTP 401). Enter it again (roster.token, or roster.clientId and roster.clientSecret), or ask the district whether it took the access away.`,
      options,
    );
  if (status === 403)
    return new SyncFailure(
      'RosterAccessDenied',
      `${server(source, url)} accepts the key, but does not let it read a part of the roster (HTTP 403). Ask the district to share the whole roster with this application.`,
      options,
    );
  if (status === 404 || status === 410)
    return new SyncFailure(
      'RosterAddressWrong',
      `${server(source, url)} has nothing at the address that was asked (HTTP ${status}). Check roster.baseUrl, roster.version and roster.districtId.`,
      options,
    );
  return new SyncFailure(
    'RosterRequestRefused',
    `${server(source, url)} refuses a request of this system (HTTP ${status}). Check roster.baseUrl and roster.version; if they are right, ask the provider.`,
    options,
  );
}

/** @param missing names of settings, as `dailysync settings set` takes them */
export function apiNotSet(source: string, missing: readonly string[]): SyncFailure {
  return new SyncFailure('RosterNotSet', `${source} cannot be read yet: set ${missing.join(' and ')}.`, {
    details: { source, missing },
  });
}
