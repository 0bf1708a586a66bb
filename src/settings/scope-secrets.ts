import type { KeyRing } from '../secrets/key-ring.js';
import { openJson, sealJson } from '../secrets/sealed-json.js';
import { type Field, pathParts, type Secret } from './field.js';
import { fields } from './fields.js';
import type { Scope } from './scopes.js';
import type { RosterSecrets, SftpSecret } from './sync-settings.js';

/** The settings that are stored encrypted and never shown again. */
export const secretRows = secretsOf(fields);
export const secretNames: readonly string[] = secretRows.map(({ path }) => path);

export function secretsOf(rows: readonly Field[]): Secret[] {
  return rows.filter((row): row is Secret => row.secret);
}

/** The secrets that are set, by the names of their settings. */
type Secrets = Record<string, string>;

/** As stored: those of SFTP were the only ones in the first release, and still have no section. */
type StoredSecrets = Record<string, string | Record<string, string>>;

type SecretScope = Pick<Scope, 'districtId' | 'scopeId' | 'secrets'>;

/** @throws SyncFailure `KeyUnknown`, `SecretDamaged` */
export function openSecret(keyRing: KeyRing, scope: SecretScope): SftpSecret {
  return sectionOf(openSecrets(keyRing, scope), 'sftp');
}

/** @throws SyncFailure `KeyUnknown`, `SecretDamaged` */
export function openRosterSecrets(keyRing: KeyRing, scope: SecretScope): RosterSecrets {
  return sectionOf(openSecrets(keyRing, scope), 'roster');
}

/** Which secrets are set, by name. @throws SyncFailure `KeyUnknown`, `SecretDamaged` */
export function secretsSet(keyRing: KeyRing, scope: SecretScope): Record<string, boolean> {
  const secrets = openSecrets(keyRing, scope);
  return Object.fromEntries(secretNames.map((name) => [name, Boolean(secrets[name])]));
}

/** @throws SyncFailure `KeyUnknown`, `SecretDamaged` */
export function openSecrets(keyRing: KeyRing, scope: SecretScope): Secrets {
  if (scope.secrets === null) return {};
  const stored = openJson<StoredSecrets>(keyRing, scope.secrets, secretContext(scope));
  const named = Object.entries(stored).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string'
      ? [[`sftp.${name}`, value]]
      : Object.entries(value).map(([own, each]) => [`${name}.${own}`, each]),
  );
  return Object.fromEntries(named);
}

export function sealSecrets(keyRing: KeyRing, scope: SecretScope, secrets: Secrets): Buffer {
  const stored: StoredSecrets = {};
  for (const [path, value] of Object.entries(secrets)) {
    const [section, name] = pathParts(path);
    if (section === 'sftp') stored[name] = value;
    else stored[section] = { ...(stored[section] as Record<string, string> | undefined), [name]: value };
  }
  return sealJson(keyRing, stored, secretContext(scope));
}

/** @param section such as `sftp`: its secrets, by their names in the section */
function sectionOf(secrets: Secrets, section: string): Record<string, string> {
  const named = Object.entries(secrets).map(([path, value]) => [pathParts(path), value] as const);
  return Object.fromEntries(
    named.filter(([[own]]) => own === section).map(([[, name], value]): [string, string] => [name, value]),
  );
}

function secretContext({ districtId, scopeId }: Pick<Scope, 'districtId' | 'scopeId'>): string {
  return `scope/${districtId}/${scopeId}`;
}
