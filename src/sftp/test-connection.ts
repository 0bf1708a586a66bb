import type { RemoteFile } from './remote-file.js';
import { type SftpOptions, withSftp } from './session.js';
import type { SftpTarget } from './target.js';

/**
 * What "Test connection" does: log in and list the folders. The caller pins the host key when this succeeds.
 *
 * @throws as withSftp and SftpSession.list do; a folder that is missing or closed fails the test.
 */
export function testConnection(
  target: SftpTarget,
  folders: readonly string[],
  options?: SftpOptions,
): Promise<{ hostKey: string; files: RemoteFile[] }> {
  return withSftp(
    target,
    async (session) => {
      const files: RemoteFile[] = [];
      for (const folder of new Set(folders)) files.push(...(await session.list(folder)));
      return { hostKey: session.hostKey, files };
    },
    options,
  );
}
