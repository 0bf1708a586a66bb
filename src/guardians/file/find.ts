import type { Finding } from '../../findings/catalogue.js';
import type { SyncSettings } from '../../settings/sync-settings.js';
import { fitsName } from '../../sftp/file-pattern.js';
import { findGuardianFile } from '../../sftp/guardian-file.js';
import type { RemoteFile } from '../../sftp/remote-file.js';
import type { FileKind } from './kind.js';

/** A file among those of the SFTP folder, by the name in the settings. @throws SyncFailure as findGuardianFile does */
export function findFile<Row extends object>(
  { nameIn, purpose, otherName }: FileKind<Row>,
  settings: SyncSettings,
  entries: readonly RemoteFile[],
): { file: RemoteFile; notices: Finding[] } {
  return findGuardianFile(entries, nameIn(settings), purpose, otherName);
}

/** Whether the settings name a file so: a ZIP of guardians may be in one folder with that of the roster. */
export function isNamedInSettings(name: string, { guardians, studentAttributes }: SyncSettings): boolean {
  return [guardians, studentAttributes].some((each) => each.enabled && fitsName(name, each.fileName));
}
