import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * A file of the reference data, which is outside the project (REFERENCE_DIR, or a folder next to it). Where it is
 * absent the suite is skipped and says so; the generator's district covers the same path.
 */
export function referenceFile(...parts: string[]): string | undefined {
  const folder = process.env.REFERENCE_DIR ?? path.resolve(import.meta.dirname, '../../../shared/reference');
  const file = path.join(folder, ...parts);
  return existsSync(file) ? file : undefined;
}
