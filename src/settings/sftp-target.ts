import type { SftpSecret, SyncSettings } from '../settings/sync-settings.js';
import type { SftpTarget } from '../sftp/target.js';

/** The scope's SFTP account, with its secrets: made right before a connection and never kept. */
export function sftpTarget(settings: SyncSettings, secret: SftpSecret, allowPrivateHosts: boolean): SftpTarget {
  const { host, port, username, hostKey } = settings.sftp;
  return { host, port, username, hostKey, allowPrivateHosts, ...secret };
}
