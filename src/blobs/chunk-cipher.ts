import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { SyncFailure } from '../contract/failures.js';
import type { KeyRing } from '../secrets/key-ring.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts the chunks of one blob, each as one AES-256-GCM message bound to its place in that blob. */
export interface ChunkCipher {
  encrypt(plain: Uint8Array, index: number, last: boolean): Buffer;
  /** @throws SyncFailure `BlobDamaged` unless this is the very chunk that was encrypted for this place. */
  decrypt(box: Uint8Array, index: number, last: boolean): Buffer;
}

/**
 * A cipher with a fresh data key, and that key wrapped by the key ring for the manifest.
 *
 * Each blob has a key of its own, so that a change of the ring's keys wraps a few bytes again instead of encrypting
 * every stored file again, that forgetting a wrapped key destroys its blob wherever copies of the chunks are, and that
 * the number of messages under one key stays far from GCM's limit for random nonces.
 */
export function newChunkCipher(ring: KeyRing, blobId: string): { cipher: ChunkCipher; wrappedKey: string } {
  const key = randomBytes(32);
  return { cipher: chunkCipher(key, blobId), wrappedKey: ring.encrypt(key, `blob:${blobId}`).toString('base64') };
}

/** @throws SyncFailure `KeyUnknown`, `SecretDamaged` */
export function openChunkCipher(ring: KeyRing, blobId: string, wrappedKey: string): ChunkCipher {
  return chunkCipher(ring.decrypt(Buffer.from(wrappedKey, 'base64'), `blob:${blobId}`), blobId);
}

function chunkCipher(rawKey: Buffer, blobId: string): ChunkCipher {
  const key = createSecretKey(rawKey);
  // The last flag makes a blob whose end was cut off at a chunk's border fail, instead of reading as a shorter file.
  const place = (index: number, last: boolean) => Buffer.from(`${blobId}/${index}/${last ? 'last' : 'more'}`, 'utf8');
  return {
    encrypt(plain, index, last) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(place(index, last));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(box, index, last) {
      if (box.length < NONCE_BYTES + TAG_BYTES) throw damagedBlob(blobId, index);
      const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(place(index, last));
      decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
      const plain = decipher.update(box.subarray(NONCE_BYTES, box.length - TAG_BYTES));
      try {
        decipher.final();
      } catch {
        throw damagedBlob(blobId, index);
      }
      return plain;
    },
  };
}

export function damagedBlob(blobId: string, index: number): SyncFailure {
  return new SyncFailure(
    'BlobDamaged',
    `Part ${index + 1} of the stored file ${blobId} is not what was written: it was changed, cut off or put in another place. Restore the blob store from a backup, or run the sync again to fetch the file again.`,
    { details: { blob: blobId, chunk: index } },
  );
}
