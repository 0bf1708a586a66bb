import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { assign } from './assign.js';
import { settingsSchema } from './schema.js';
import { openSecrets, sealSecrets, secretNames } from './scope-secrets.js';
import { findScope, type Scope } from './scopes.js';
import type { SyncSettings } from './sync-settings.js';
import { badSettings } from './wrong-settings.js';

/**
 * Changes settings by dotted name (`sftp.host`, `guardians.enabled`, `sftp.password` …), all or none. Values are texts
 * as typed, or JSON. A changed SFTP host or port forgets the pinned host key: it belonged to the other server.
 *
 * @throws SyncFailure `UnknownSetting`, `BadSetting`, `SyncLevelsOverlap`
 */
export async function changeSettings(
  db: Knex,
  keyRing: KeyRing,
  slug: string,
  changes: Record<string, string>,
): Promise<Scope> {
  return db.transaction(async (trx) => {
    const scope = await findScope(trx, slug);
    const settings = structuredClone(scope.settings);
    const secrets = openSecrets(keyRing, scope);
    for (const [name, value] of Object.entries(changes)) {
      if (secretNames.includes(name)) secrets[name] = value;
      else assign(settings, name, value);
    }
    const checked = settingsSchema.safeParse(settings);
    if (!checked.success) throw badSettings(checked.error.issues, changes);
    if (
      (settings.sftp.host !== scope.settings.sftp.host || settings.sftp.port !== scope.settings.sftp.port) &&
      !('sftp.hostKey' in changes)
    ) {
      settings.sftp.hostKey = null;
    }
    await save(trx, scope, settings, sealSecrets(keyRing, scope, secrets));
    return findScope(trx, slug);
  });
}

/** Pins the host key that the server showed at the first successful connection; a pinned one stays. */
export async function pinHostKey(db: Knex, scopeId: number, host: string, hostKey: string): Promise<void> {
  await query(
    db,
    `update scope set settings = jsonb_set(settings, '{sftp,hostKey}', to_jsonb(cast(:hostKey as text)))
     where scope_id = :scopeId and settings #>> '{sftp,host}' = :host and settings #>> '{sftp,hostKey}' is null`,
    { scopeId, host, hostKey },
  );
}

async function save(trx: Knex.Transaction, scope: Scope, settings: SyncSettings, secrets: Buffer): Promise<void> {
  try {
    await query(
      trx,
      `update scope set enabled = :enabled, settings = cast(:settings as jsonb), secrets = :secrets
       where district_id = :districtId and scope_id = :scopeId`,
      {
        enabled: settings.enabled,
        settings: JSON.stringify(settings),
        secrets,
        districtId: scope.districtId,
        scopeId: scope.scopeId,
      },
    );
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== 'scope_levels_exclude') throw error;
    throw new SyncFailure(
      'SyncLevelsOverlap',
      'A district-level sync and a school-level sync of the same district can not both be on. Switch the other one off first.',
    );
  }
}
