import { createHash } from 'node:crypto';

/** The fingerprint of a public key in SSH wire form, as OpenSSH prints it: `SHA256:` and base64 without padding. */
export function fingerprintOf(publicKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64').replace(/=+$/, '')}`;
}
