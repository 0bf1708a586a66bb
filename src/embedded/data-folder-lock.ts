import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SyncFailure } from '../contract/failures.js';
import { asDataFolderFailure } from './data-folder.js';
import { processIdentity, recordedProcess } from './processes.js';

/**
 * Takes a data folder for this process. A lock whose process is gone is taken over.
 *
 * @returns gives the folder back
 * @throws SyncFailure `DataFolderInUse` with the pid of the process that has it, `DataFolderUnwritable`
 */
export function lockDataFolder(dataDir: string): () => void {
  const file = path.join(dataDir, 'up.lock');
  const mine = `${process.pid} ${processIdentity(process.pid)}\n`;
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asDataFolderFailure(error, dataDir);
    }
    const owner = recordedProcess(file);
    if (owner !== null) {
      throw new SyncFailure(
        'DataFolderInUse',
        `DailySync already runs on the data folder ${dataDir} (process ${owner}). ` +
          'Use that one, stop it (Ctrl-C in its terminal), or choose another folder with --data.',
        { details: { pid: owner } },
      );
    }
    rmSync(file, { force: true });
  }
}
