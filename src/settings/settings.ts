import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import type { RosterSecrets, SftpSecret, SyncSettings } from '../contract/settings.js';
import { query } from '../db/sql-files.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { openJson, sealJson } from '../secrets/sealed-json.js';
import { settingsSchema } from './schema.js';
import { findScope, type Scope } from './scopes.js';

/** Settings that are stored encrypted and never shown again. */
export const secretNames = [
  'sftp.password',
  'sftp.privateKey',
  'sftp.passphrase',
  'roster.token',
  'roster.clientId',
  'roster.clientSecret',
] as const;

/** As stored: those of SFTP stood alone in the first release. */
type StoredSecrets = SftpSecret & { roster?: RosterSecrets };

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
      if (secretNames.some((known) => name === known)) setSecret(secrets, name, value);
      else setByName(settings, name, value);
    }
    if (
      (settings.sftp.host !== scope.settings.sftp.host || settings.sftp.port !== scope.settings.sftp.port) &&
      !('sftp.hostKey' in changes)
    ) {
      settings.sftp.hostKey = null;
    }
    await save(trx, scope, assertValid(settings), sealJson(keyRing, secrets, secretContext(scope)));
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

type SecretScope = Pick<Scope, 'districtId' | 'scopeId' | 'secrets'>;

export function openSecret(keyRing: KeyRing, scope: SecretScope): SftpSecret {
  const { roster: _, ...sftp } = openSecrets(keyRing, scope);
  return sftp;
}

export function openRosterSecrets(keyRing: KeyRing, scope: SecretScope): RosterSecrets {
  return openSecrets(keyRing, scope).roster ?? {};
}

/** Which secrets are set, by name. */
export function secretsSet(keyRing: KeyRing, scope: SecretScope): Record<(typeof secretNames)[number], boolean> {
  const { roster = {}, ...sftp } = openSecrets(keyRing, scope);
  const all: Record<string, Record<string, string | undefined>> = { sftp: { ...sftp }, roster: { ...roster } };
  const isSet = (name: string) => {
    const [group = '', own = ''] = name.split('.');
    return Boolean(all[group]?.[own]);
  };
  return Object.fromEntries(secretNames.map((name) => [name, isSet(name)])) as ReturnType<typeof secretsSet>;
}

function openSecrets(keyRing: KeyRing, scope: SecretScope): StoredSecrets {
  return scope.secrets === null ? {} : openJson<StoredSecrets>(keyRing, scope.secrets, secretContext(scope));
}

function setSecret(secrets: StoredSecrets, name: string, value: string): void {
  const [group, own = ''] = name.split('.');
  if (group === 'roster') secrets.roster = { ...secrets.roster, [own]: value };
  else Object.assign(secrets, { [own]: value });
}

function secretContext(scope: Pick<Scope, 'districtId' | 'scopeId'>): string {
  return `scope/${scope.districtId}/${scope.scopeId}`;
}

function setByName(settings: SyncSettings, name: string, text: string): void {
  const path = name.split('.');
  const last = path.pop() as string;
  let target: Record<string, unknown> = settings as unknown as Record<string, unknown>;
  for (const part of path) {
    const inner = Object.hasOwn(target, part) ? target[part] : undefined;
    if (typeof inner !== 'object' || inner === null) throw unknownSetting(name);
    target = inner as Record<string, unknown>;
  }
  // Column mappings are the one place where names are free.
  if (!Object.hasOwn(target, last) && path.at(-1) !== 'columnMapping') throw unknownSetting(name);
  target[last] = typeof target[last] === 'string' || path.at(-1) === 'columnMapping' ? text : parseValue(text);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function assertValid(settings: SyncSettings): SyncSettings {
  const checked = settingsSchema.safeParse(settings);
  if (checked.success) return checked.data;
  // zod's own messages may carry the input, which can be a secret typed under the wrong name.
  const names = checked.error.issues.map((issue) => issue.path.join('.')).join(', ');
  const expected = checked.error.issues
    .map((issue) => (issue.code === 'custom' || issue.code === 'invalid_format' ? issue.message : ''))
    .filter(Boolean);
  throw new SyncFailure(
    'BadSetting',
    `This value does not fit: ${names}.${expected.length > 0 ? ` Expected ${expected.join('; ')}.` : ''} "dailysync settings show" lists the settings with their values.`,
  );
}

function unknownSetting(name: string): SyncFailure {
  return new SyncFailure(
    'UnknownSetting',
    `There is no setting "${name}". "dailysync settings show SCOPE" lists them.`,
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
