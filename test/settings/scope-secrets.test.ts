import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { parseKeyRing } from '../../src/secrets/key-ring.js';
import { openJson, sealJson } from '../../src/secrets/sealed-json.js';
import {
  openRosterSecrets,
  openSecret,
  openSecrets,
  sealSecrets,
  secretNames,
  secretsSet,
} from '../../src/settings/scope-secrets.js';

describe('the secrets of a scope', () => {
  const keyRing = parseKeyRing(`k1:${randomBytes(32).toString('base64')}`, 'the test');
  const ids = { districtId: 7, scopeId: 9 };
  const context = 'scope/7/9';
  const stored = { password: 'one', privateKey: 'two', roster: { token: 'three', clientId: 'four' } };
  const scope = { ...ids, secrets: sealJson(keyRing, stored, context) };

  it('are read as earlier releases stored them, and stored the same way', () => {
    assert.deepEqual(openSecret(keyRing, scope), { password: 'one', privateKey: 'two' });
    assert.deepEqual(openRosterSecrets(keyRing, scope), { token: 'three', clientId: 'four' });
    const sealed = sealSecrets(keyRing, { ...ids, secrets: null }, openSecrets(keyRing, scope));
    assert.deepEqual(openJson(keyRing, sealed, context), stored);
  });

  it('are told by name, whether they are set', () => {
    const set = secretsSet(keyRing, scope);
    assert.deepEqual(Object.keys(set), secretNames);
    assert.deepEqual(
      secretNames.filter((name) => set[name]),
      ['roster.token', 'roster.clientId', 'sftp.password', 'sftp.privateKey'],
    );
    assert.deepEqual(openSecret(keyRing, { ...ids, secrets: null }), {});
  });
});
