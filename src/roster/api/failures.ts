import { SyncFailure } from '../../contract/failures.js';

/** Failures of roster APIs are made here, from scratch: what servers answer may quote people's data, keys or queries. */

/** Which server of which source a failure is about. */
export interface ApiServer {
  /** For messages: 'Clever'. */
  source: string;
  url: URL;
  /** The setting that holds its address; absent: roster.baseUrl. */
  setting?: 'roster.tokenUrl';
}

const settingOf = ({ setting }: ApiServer) => setting ?? 'roster.baseUrl';

/** 'Clever at api.clever.com'. A path or query may hold ids and keys, and is left out. */
const named = ({ source, url, setting }: ApiServer) => `${source} at ${url.host}${setting ? ` (${setting})` : ''}`;
const where = ({ source, url, setting }: ApiServer) => ({ source, host: url.host, ...(setting ? { setting } : {}) });

/** @param what a clause such as "did not answer", with nothing of the server's own text */
export function apiUnreachable(server: ApiServer, what: string): SyncFailure {
  return new SyncFailure(
    'RosterUnreachable',
    `Could not get through to ${named(server)}: ${what}. Check ${settingOf(server)}, and that a firewall lets this system out; the sync tries again by itself.`,
    { retryable: true, details: where(server) },
  );
}

export function apiHostRefused(server: ApiServer): SyncFailure {
  return new SyncFailure(
    'RosterHostRefused',
    `${server.url.host} is an address inside a private network, and this system reads rosters from public servers only. Enter the server's public address, or ask the operator to allow private hosts.`,
    { details: where(server) },
  );
}

export function apiNotEncrypted(server: ApiServer): SyncFailure {
  return new SyncFailure(
    'RosterHostRefused',
    `The address of ${named(server)} begins with http://, so keys and people's data would cross the internet unencrypted. Enter an https:// address.`,
    { details: where(server) },
  );
}

export function serverFailed(server: ApiServer, status: number): SyncFailure {
  return new SyncFailure(
    'RosterServerFailed',
    `${named(server)} answers that something is wrong on its side (HTTP ${status}). The sync tries again by itself; if it stays, ask the provider.`,
    { retryable: true, details: { ...where(server), status } },
  );
}

export function serverBusy(server: ApiServer, waitMs: number): SyncFailure {
  return new SyncFailure(
    'RosterServerBusy',
    `${named(server)} takes no more requests for now (HTTP 429). The sync goes on by itself when it does.`,
    {
      retryable: true,
      details: where(server),
      retryAfterSeconds: Math.min(3600, Math.max(5, Math.ceil(waitMs / 1000))),
    },
  );
}

/** @param what a clause such as "with a web page instead of data" */
export function answerInvalid(server: ApiServer, what: string): SyncFailure {
  return new SyncFailure(
    'RosterAnswerInvalid',
    `${named(server)} answered ${what}, several times. Nothing was taken from it. Check ${settingOf(server)}; if it is right, ask the provider.`,
    { details: where(server) },
  );
}

export function answerTooLarge(server: ApiServer, maxBytes: number): SyncFailure {
  return new SyncFailure(
    'RosterAnswerTooLarge',
    `${named(server)} sent an answer of more than ${Math.floor(maxBytes / 1024 / 1024)} MiB, which is more than one page of a roster can need. Check ${settingOf(server)}; if it is right, ask the provider.`,
    { details: where(server) },
  );
}

export function redirected(server: ApiServer): SyncFailure {
  return new SyncFailure(
    'RosterRedirected',
    `${named(server)} sends this system on to another address, which is not followed: the key must reach the server named in the settings alone. Set ${settingOf(server)} to the address that answers itself.`,
    { details: where(server) },
  );
}

/** What a source throws for an answer below 500 that is none of success. */
export function requestRefused(server: ApiServer, status: number): SyncFailure {
  if (server.setting === 'roster.tokenUrl') return tokenRefused(server, status);
  const options = { details: { ...where(server), status } };
  if (status === 401)
    return new SyncFailure(
      'RosterKeyRefused',
      `${named(server)} does not accept the stored key (HTTP 401). Enter it again (roster.token, or roster.clientId and roster.clientSecret), or ask the district whether it took the access away.`,
      options,
    );
  if (status === 403)
    return new SyncFailure(
      'RosterAccessDenied',
      `${named(server)} accepts the key, but does not let it read a part of the roster (HTTP 403). Ask the district to share the whole roster with this application.`,
      options,
    );
  if (status === 404 || status === 410)
    return new SyncFailure(
      'RosterAddressWrong',
      `${named(server)} has nothing at the address that was asked (HTTP ${status}). Check roster.baseUrl, roster.version and roster.districtId.`,
      options,
    );
  return new SyncFailure(
    'RosterRequestRefused',
    `${named(server)} refuses a request of this system (HTTP ${status}). Check roster.baseUrl and roster.version; if they are right, ask the provider.`,
    options,
  );
}

/** A server that gives tokens has no records, so nothing about the roster's own address or version can be wrong. */
function tokenRefused(server: ApiServer, status: number): SyncFailure {
  const options = { details: { ...where(server), status } };
  // However it is said: the client is not one that this server gives tokens to.
  if (status === 400 || status === 401)
    return new SyncFailure(
      'RosterKeyRefused',
      `${named(server)} does not accept the stored key (HTTP ${status}). Enter it again (roster.clientId and roster.clientSecret), or ask the provider whether it took the access away.`,
      options,
    );
  if (status === 403)
    return new SyncFailure(
      'RosterAccessDenied',
      `${named(server)} gives this application no token (HTTP 403). Ask the provider to let it read the roster: in OneRoster, by the scope roster-core.readonly or roster.readonly.`,
      options,
    );
  if (status === 404 || status === 410)
    return new SyncFailure(
      'RosterAddressWrong',
      `${named(server)} has nothing at the address that was asked (HTTP ${status}). Check roster.tokenUrl.`,
      options,
    );
  return new SyncFailure(
    'RosterRequestRefused',
    `${named(server)} refuses to give a token (HTTP ${status}). Check roster.tokenUrl, roster.clientId and roster.clientSecret; if they are right, ask the provider what a request for a token must hold.`,
    options,
  );
}

/** @param missing names of settings, as `dailysync settings set` takes them */
export function apiNotSet(source: string, missing: readonly string[]): SyncFailure {
  return new SyncFailure('RosterNotSet', `${source} cannot be read yet: set ${missing.join(' and ')}.`, {
    details: { source, missing },
  });
}
