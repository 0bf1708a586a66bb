import type { StoredFile } from '../../../archives/stored-file.js';
import { cleanText } from '../../../guardian-file/text.js';
import type { OneRosterVersion } from '../columns.js';
import { damagedFile, refused } from './failures.js';
import { readRecords } from './read-records.js';

export type FileMode = 'bulk' | 'delta' | 'absent' | 'unsaid';

const said: ReadonlySet<string> = new Set(['bulk', 'delta', 'absent']);

export interface Manifest {
  /** null where it doesn't say. */
  version: OneRosterVersion | null;
  /** By file name in lower case, without `.csv`. */
  modes: ReadonlyMap<string, FileMode>;
}

/** Larger than any manifest: it has a line per file. */
const MAX_BYTES = 256 * 1024;

/** Property names in lower case to their values; blank values are kept as ''. */
async function readProperties(file: StoredFile): Promise<Map<string, string>> {
  if (file.size > MAX_BYTES) throw damagedFile(file.name, 'is far too large for a manifest');
  const properties = new Map<string, string>();
  for await (const records of readRecords(file, () => {})) {
    for (const { cells } of records) {
      properties.set(cleanText(cells[0] ?? '').toLowerCase(), cleanText(cells[1] ?? '').toLowerCase());
    }
  }
  return properties;
}

/**
 * Reads manifest.csv. Names and values in any letter case.
 *
 * @throws SyncFailure `OneRosterVersion`, `RosterFileDamaged`
 */
export async function readManifest(file: StoredFile): Promise<Manifest> {
  const properties = await readProperties(file);
  const version = properties.get('oneroster.version') ?? '';
  if (version !== '' && !/^1\.[012](\.|$)/.test(version))
    throw refused(
      'OneRosterVersion',
      'The roster is not OneRoster CSV 1.1 or 1.2: its manifest.csv names another version. Export it as one of these.',
      { what: 'Version found', names: [version] },
    );
  const modes = new Map<string, FileMode>();
  for (const [name, value] of properties) {
    if (!name.startsWith('file.')) continue;
    modes.set(name.slice('file.'.length), said.has(value) ? (value as FileMode) : 'unsaid');
  }
  return { version: version === '' ? null : /^1\.2/.test(version) ? '1.2' : '1.1', modes };
}
