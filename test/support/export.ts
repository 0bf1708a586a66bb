import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportScope } from '../../src/export/export.js';
import { findScope } from '../../src/settings/scopes.js';
import type { TestSystem } from './system.js';

/** The scope's stable export as one text: files in order, each with its content. Two equal directories give equal texts. */
export async function stableExport({ db, scope }: Pick<TestSystem, 'db' | 'scope'>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dailysync-export-'));
  try {
    await exportScope(db, await findScope(db, scope), folder, { stable: true });
    const files = (await readdir(folder)).sort();
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    return files.map((file, index) => `== ${file}\n${texts[index]}`).join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** For comparing large exports: equal digests, and where not, the first lines that differ. */
export function firstDifference(left: string, right: string): string | null {
  if (createHash('sha256').update(left).digest('hex') === createHash('sha256').update(right).digest('hex')) return null;
  const [mine, other] = [left.split('\n'), right.split('\n')];
  const at = mine.findIndex((line, index) => line !== other[index]);
  return `line ${at + 1}: ${mine[at]} | ${other[at]}`;
}
