import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { SyncFailure } from '../contract/failures.js';
import { type KeyRing, parseKeyRing } from './key-ring.js';

/**
 * The key ring that the environment names: `DAILYSYNC_KEYS` holds the keys, else `DAILYSYNC_KEY_FILE` the path of a
 * file with them (see parseKeyRing for the form).
 *
 * @throws SyncFailure `KeyRingMissing` where neither is set or the file can't be read, `KeyRingInvalid`.
 */
export async function openKeyRing(env: NodeJS.ProcessEnv = process.env): Promise<KeyRing> {
  if (env.DAILYSYNC_KEYS) return parseKeyRing(env.DAILYSYNC_KEYS, 'DAILYSYNC_KEYS');
  const path = env.DAILYSYNC_KEY_FILE;
  if (!path) {
    throw new SyncFailure(
      'KeyRingMissing',
      'There is no key to encrypt secrets with. Set DAILYSYNC_KEYS, or DAILYSYNC_KEY_FILE to the path of a key file.',
    );
  }
  return parseKeyRing(await readKeyFile(path), 'the key file in DAILYSYNC_KEY_FILE');
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new SyncFailure(
      'KeyRingMissing',
      `The key file ${path} cannot be read (${reason}). Put it back, or give this user the right to read it; without its keys stored passwords and files cannot be decrypted.`,
      { details: { reason } },
    );
  }
}

/**
 * Writes a new key file with one fresh key, readable by this user alone (mode 0600).
 *
 * @throws the file system's error, `EEXIST` where there is a file already: it is never overwritten, since what its
 * keys encrypted would be lost.
 */
export async function createKeyFile(path: string): Promise<void> {
  const text = `# DailySync keys, the first encrypts. Keep a copy apart from the database's backup.\nv1:${randomBytes(32).toString('base64')}\n`;
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
}
