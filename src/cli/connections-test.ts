import type { Knex } from 'knex';
import { isApi } from '../roster/api/registry.js';
import { openKeyRing } from '../secrets/key-source.js';
import { findScope } from '../settings/scopes.js';
import { type ApiTest, describeApi, testApi } from './api-test.js';
import type { Cli } from './cli.js';
import { type ConnectionResult, describeConnection, testScopeConnection } from './connection-test.js';

/** Where SFTP is not set and nothing is to come from there, it is left out. */
export type ConnectionsResult = (ConnectionResult | { scope: string }) & {
  /** null where the roster comes as files, or there is none. */
  rosterApi: ApiTest | null;
};

/**
 * Tests what the scope's sync fetches from: SFTP server and roster API.
 *
 * @throws SyncFailure as testScopeConnection and testApi do
 */
export async function testConnections(
  cli: Cli,
  db: Knex,
  slug: string,
  acceptNewHostKey: boolean,
): Promise<ConnectionsResult> {
  const scope = await findScope(db, slug);
  const { sftp, guardians, studentAttributes } = scope.settings;
  const onlyApi = isApi(scope.settings) && sftp.host === '' && !guardians.enabled && !studentAttributes.enabled;
  const files = onlyApi ? { scope: slug } : await testScopeConnection(cli, db, slug, acceptNewHostKey);
  const rosterApi = isApi(scope.settings) ? await testApi(await openKeyRing(), scope, cli.io.interrupted) : null;
  return { ...files, rosterApi };
}

export function describeConnections({ rosterApi, ...files }: ConnectionsResult): string {
  const parts = 'host' in files ? [describeConnection(files)] : [];
  return [...parts, ...(rosterApi ? [describeApi(rosterApi).join('\n')] : [])].join('\n\n');
}
