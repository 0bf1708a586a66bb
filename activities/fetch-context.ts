import { sleep } from '@temporalio/activity';
import type { FetchContext } from '../src/guardians/file/fetch.js';
import type { RunContext } from '../src/runs/context.js';
import { openSecret } from '../src/settings/scope-secrets.js';
import { findScope } from '../src/settings/scopes.js';
import { pinHostKey } from '../src/settings/settings.js';
import { sftpTarget } from '../src/settings/sftp-target.js';
import type { SftpTarget } from '../src/sftp/target.js';
import type { ActivityDependencies } from './dependencies.js';
import { progressOf } from './progress.js';

/** The scope's SFTP account as it is now, and how to pin the key that its server shows. */
async function scopeTarget(
  { db, keyRing, allowPrivateHosts }: ActivityDependencies,
  run: RunContext,
): Promise<{ target: SftpTarget; pin(hostKey: string): Promise<void> }> {
  const scope = await findScope(db, run.scope);
  const target = sftpTarget(scope.settings, openSecret(keyRing, scope), allowPrivateHosts);
  return { target, pin: (hostKey) => pinHostKey(db, scope.scopeId, target.host, hostKey) };
}

/** What a step needs that receives files from the scope's SFTP account. */
export async function fetchContext(
  dependencies: ActivityDependencies,
  run: RunContext,
  step: string,
): Promise<FetchContext> {
  const { db, blobs, lookAgainSeconds } = dependencies;
  const { target, pin } = await scopeTarget(dependencies, run);
  return { db, blobs, target, pin, sleep, onProgress: progressOf(db, run, step), lookAgainSeconds };
}
