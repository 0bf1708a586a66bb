import type { RunContext } from '../src/runs/context.js';
import { openSecret } from '../src/settings/scope-secrets.js';
import { findScope } from '../src/settings/scopes.js';
import { pinHostKey } from '../src/settings/settings.js';
import { sftpTarget } from '../src/settings/sftp-target.js';
import type { SftpTarget } from '../src/sftp/target.js';
import type { ActivityDependencies } from './dependencies.js';

/** The scope's SFTP account as it is now, and how to pin the key that its server shows. */
export async function scopeTarget(
  { db, keyRing, allowPrivateHosts }: ActivityDependencies,
  run: RunContext,
): Promise<{ target: SftpTarget; pin(hostKey: string): Promise<void> }> {
  const scope = await findScope(db, run.scope);
  const target = sftpTarget(scope.settings, openSecret(keyRing, scope), allowPrivateHosts);
  return { target, pin: (hostKey) => pinHostKey(db, scope.scopeId, target.host, hostKey) };
}
