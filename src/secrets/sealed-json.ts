import type { KeyRing } from './key-ring.js';

/** Encrypts a JSON value; `aad` as in KeyRing.encrypt. */
export function sealJson(ring: KeyRing, value: unknown, aad: string): Buffer {
  return ring.encrypt(Buffer.from(JSON.stringify(value), 'utf8'), aad);
}

/**
 * Opens what sealJson sealed under the same `aad`. The box is authenticated, so its shape is what the sealer gave.
 *
 * @throws SyncFailure `KeyUnknown`, `SecretDamaged`
 */
export function openJson<T>(ring: KeyRing, box: Uint8Array, aad: string): T {
  return JSON.parse(ring.decrypt(box, aad).toString('utf8')) as T;
}
