import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { SyncFailure } from '../contract/failures.js';
import { type FileTrouble, fileTrouble, isFull } from '../failures/file-system.js';

/**
 * Makes the data folder if it is missing.
 *
 * @throws SyncFailure `DataFolderUnwritable`
 */
export function makeDataFolder(dataDir: string): void {
  try {
    // As root, PostgreSQL's own user passes through this folder; what is private has a folder of its own.
    mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (error) {
    throw asDataFolderFailure(error, dataDir);
  }
}

/** An error of the disk below the data folder as one that says which folder and what to change; any other as it is. */
export function asDataFolderFailure(error: unknown, dataDir: string): unknown {
  const trouble = fileTrouble(error);
  if (!trouble) return error;
  const at = trouble.path === '' || trouble.path === dataDir ? '' : ` (at ${trouble.path})`;
  return new SyncFailure(
    'DataFolderUnwritable',
    `DailySync can't write to its data folder ${dataDir}${at}: ${trouble.why}. ${cure(trouble, dataDir)}`,
    { details: { reason: trouble.code } },
  );
}

function cure(trouble: FileTrouble, dataDir: string): string {
  const another = 'choose another folder with --data';
  if (isFull(trouble)) return `Free some space on that disk, or ${another}.`;
  if (trouble.code === 'EACCES' || trouble.code === 'EPERM') {
    const { username } = userInfo();
    return `Let the user ${username}, who runs DailySync, write there (\`chown -R ${username} ${dataDir}\`), or ${another}.`;
  }
  return `Put that right, or ${another}.`;
}
