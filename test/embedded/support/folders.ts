import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeCluster } from '../../../src/embedded/postgres-home.js';

/** Fresh data folders (mode 0700 as `mktemp -d` makes them), removed by `removeAll` with clusters that live elsewhere. */
export function dataFolders(): { fresh(mode?: number): string; removeAll(): void } {
  const made: string[] = [];
  return {
    fresh(mode = 0o711) {
      const folder = mkdtempSync(path.join(tmpdir(), 'dailysync-embedded-'));
      chmodSync(folder, mode);
      made.push(folder);
      return folder;
    },
    removeAll() {
      for (const folder of made.splice(0)) {
        removeCluster(folder);
        removeCluster(path.join(folder, 'postgres'));
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
