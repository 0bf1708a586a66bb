import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { recordedProcess } from './processes.js';

/** What another program needs to use the system of a data folder. Keys are not among them, only where their file is. */
const SHARED = [
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_UI_URL',
  'DAILYSYNC_BLOB_DIR',
  'DAILYSYNC_KEY_FILE',
  'DAILYSYNC_QUEUE_PREFIX',
  'DAILYSYNC_ALLOW_PRIVATE_HOSTS',
  'DAILYSYNC_WEB_PORT',
  'DAILYSYNC_DEMO_CONTROL',
];

const fileOf = (dataDir: string) => path.join(dataDir, 'system.json');

/** Leaves the environment of the running system in its data folder, for this user alone (mode 0600). */
export function writeSystemFile(dataDir: string, env: NodeJS.ProcessEnv): void {
  const shared = Object.fromEntries(SHARED.filter((name) => env[name]).map((name) => [name, env[name]]));
  removeSystemFile(dataDir);
  writeFileSync(fileOf(dataDir), `${JSON.stringify({ env: shared }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

export function removeSystemFile(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** The environment of the system that runs in a data folder; null if none runs. */
export function readSystemFile(dataDir: string): Record<string, string> | null {
  if (recordedProcess(path.join(dataDir, 'up.lock')) === null) return null;
  try {
    return (JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as { env: Record<string, string> }).env;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
