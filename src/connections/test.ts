import { isApi } from '../roster/api/registry.js';
import { findScope } from '../settings/scopes.js';
import type { ConnectionContext } from './context.js';
import { type ApiTest, testApi } from './roster-api.js';
import { type SftpTest, testSftp } from './sftp.js';

/** If SFTP is not set and nothing is to come from there, it is left out. */
export type ConnectionsTest = (SftpTest | { scope: string }) & {
  /** null if the roster comes as files, or there is none. */
  rosterApi: ApiTest | null;
};

/**
 * Tests what the scope's sync fetches from: SFTP server and roster API.
 *
 * @throws SyncFailure as testSftp and testApi do
 */
export async function testConnections(context: ConnectionContext, slug: string): Promise<ConnectionsTest> {
  const scope = await findScope(context.db, slug);
  const { sftp, guardians, studentAttributes } = scope.settings;
  const onlyApi = isApi(scope.settings) && sftp.host === '' && !guardians.enabled && !studentAttributes.enabled;
  const files = onlyApi ? { scope: slug } : await testSftp(context, scope);
  const rosterApi = isApi(scope.settings) ? await testApi(context, scope) : null;
  return { ...files, rosterApi };
}
