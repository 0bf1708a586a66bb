import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { SyncFailure } from '../contract/failures.js';

/** Encrypts with the newest key, decrypts with whichever key of the ring made the box. */
export interface KeyRing {
  /**
   * @param aad what the box belongs to, such as `secret:<scope>`: a box moved to another place no longer opens.
   * @returns a self-describing box: version, key id, nonce, ciphertext, tag.
   */
  encrypt(plain: Uint8Array, aad: string): Buffer;
  /** @throws SyncFailure `KeyUnknown` if the ring lacks the box's key, `SecretDamaged` where box or aad were changed. */
  decrypt(box: Uint8Array, aad: string): Buffer;
}

const BOX_VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9._-]{1,32}$/;

/**
 * Makes a ring of `id:key` entries separated by commas or line breaks; the first one encrypts, all of them decrypt.
 *
 * @param text such as `v2:<base64 of 32 bytes>,v1:<base64 of 32 bytes>`; lines that start with `#` are left out.
 * @param origin where the text comes from, for the error message.
 * @throws SyncFailure `KeyRingInvalid`; the message names the entry by its position and never shows it.
 */
export function parseKeyRing(text: string, origin: string): KeyRing {
  const entries = text
    .split(/\r?\n/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const keys = new Map<string, KeyObject>();
  entries.forEach((entry, index) => {
    const [id, key] = parseEntry(entry, `Entry ${index + 1} of ${origin}`);
    if (keys.has(id)) throw invalid(`Entry ${index + 1} of ${origin} repeats the id of an entry before it`);
    keys.set(id, key);
  });
  const [current] = keys.keys();
  if (current === undefined) throw invalid(`${origin} holds no key`);
  return ringOf(keys, current);
}

function parseEntry(entry: string, where: string): [string, KeyObject] {
  const colon = entry.indexOf(':');
  const id = entry.slice(0, colon);
  if (colon < 0 || !KEY_ID.test(id)) throw invalid(`${where} does not start with a key id and a colon`);
  const encoded = entry.slice(colon + 1);
  const bytes = Buffer.from(encoded, 'base64');
  // Buffer.from skips what is no base64, so a mistyped key would silently become another, shorter one.
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded) || bytes.length !== KEY_BYTES) {
    throw invalid(`${where} is not ${KEY_BYTES} bytes in base64`);
  }
  return [id, createSecretKey(bytes)];
}

function invalid(problem: string): SyncFailure {
  return new SyncFailure(
    'KeyRingInvalid',
    `${problem}. Write keys as "id:base64 of ${KEY_BYTES} random bytes", separated by commas, the newest first.`,
  );
}

/** The keys live in this closure alone, as KeyObjects: neither inspecting nor serializing the ring shows them. */
function ringOf(keys: ReadonlyMap<string, KeyObject>, current: string): KeyRing {
  return {
    encrypt(plain, aad) {
      const id = Buffer.from(current, 'utf8');
      const header = Buffer.concat([Buffer.from([BOX_VERSION, id.length]), id]);
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keys.get(current)!, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(associatedData(header, aad));
      return Buffer.concat([header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(box, aad) {
      const { header, keyId, nonce, ciphertext, tag } = splitBox(box);
      const key = keys.get(keyId);
      if (key === undefined) {
        throw new SyncFailure(
          'KeyUnknown',
          `A stored secret was encrypted with the key "${keyId}", which is not in the key ring. Add that key again to DAILYSYNC_KEYS or the key file (after the first entry), or enter the secret again.`,
          { details: { keyId } },
        );
      }
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(associatedData(header, aad));
      decipher.setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
      } catch {
        throw damaged();
      }
    },
  };
}

function associatedData(header: Buffer, aad: string): Buffer {
  return Buffer.concat([header, Buffer.from(aad, 'utf8')]);
}

function splitBox(box: Uint8Array) {
  const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
  const headerBytes = 2 + (bytes[1] ?? 0);
  if (bytes[0] !== BOX_VERSION || bytes.length < headerBytes + NONCE_BYTES + TAG_BYTES) throw damaged();
  const keyId = bytes.toString('utf8', 2, headerBytes);
  if (!KEY_ID.test(keyId)) throw damaged();
  return {
    header: bytes.subarray(0, headerBytes),
    keyId,
    nonce: bytes.subarray(headerBytes, headerBytes + NONCE_BYTES),
    ciphertext: bytes.subarray(headerBytes + NONCE_BYTES, bytes.length - TAG_BYTES),
    tag: bytes.subarray(bytes.length - TAG_BYTES),
  };
}

function damaged(): SyncFailure {
  return new SyncFailure(
    'SecretDamaged',
    'A stored secret cannot be decrypted: it was changed, cut off or belongs to another place, or its key was replaced under the same id. Restore it from a backup, or enter it again.',
  );
}
