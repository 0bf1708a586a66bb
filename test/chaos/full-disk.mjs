import { rmSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into the worker before its own code, so not TypeScript (its threads load it too): while the file that
 * CHAOS_DISK_FULL names is there, the next write to the blob store finds the disk full, and the file goes.
 */
if (isMainThread) {
  const { FSDriver } = await import('flydrive/drivers/fs');
  const { put } = FSDriver.prototype;
  FSDriver.prototype.put = function (...args) {
    try {
      rmSync(process.env.CHAOS_DISK_FULL);
    } catch {
      return put.apply(this, args);
    }
    return Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  };
}
