import { posix } from 'node:path';
import { SyncFailure } from '../contract/failures.js';
import { findFile, isNamedInSettings } from '../guardians/file/find.js';
import { type FileKind, guardianFile } from '../guardians/file/kind.js';
import type { FileLook } from '../guardians/file/look.js';
import { openSecret } from '../settings/scope-secrets.js';
import type { Scope } from '../settings/scopes.js';
import { changeSettings, pinHostKey } from '../settings/settings.js';
import { sftpTarget } from '../settings/sftp-target.js';
import type { SyncSettings } from '../settings/sync-settings.js';
import type { RemoteFile } from '../sftp/remote-file.js';
import { findRosterFiles } from '../sftp/roster-files.js';
import type { SftpTarget } from '../sftp/target.js';
import { testConnection } from '../sftp/test-connection.js';
import { attributeFile } from '../student-attributes/file.js';
import type { ConnectionContext } from './context.js';
import { lookAtRemoteFile } from './guardian-file.js';

/** Whether the files that a sync wants are there; `problem` says what is missing. */
export interface Wanted {
  found: string[];
  problem: string | null;
}

export interface SftpTest {
  scope: string;
  host: string;
  port: number;
  username: string;
  hostKey: string;
  /** The district's. */
  timeZone: string;
  /** The key was pinned by this test. */
  pinnedNow: boolean;
  files: { path: string; size: number | null; modifiedAt: string | null; type: RemoteFile['type'] }[];
  /** null if the scope does not sync guardians, or attributes, or has no roster as files. */
  guardianFile: Wanted | null;
  /** The guardian file as a sync would find it; null if there is none, or it can't be fetched. */
  guardianCheck: FileLook | null;
  attributeFile: Wanted | null;
  roster: Wanted | null;
}

/** @throws SyncFailure `SftpNotSet`, or as testConnection does: `SftpHostKeyChanged` if the new key is not accepted */
export async function testSftp(context: ConnectionContext, scope: Scope): Promise<SftpTest> {
  const { db, allowPrivateHosts } = context;
  const { slug } = scope;
  const { sftp, roster, guardians, studentAttributes } = scope.settings;
  const rosterAsFiles = roster.source === 'oneroster-csv';
  if (sftp.host === '' || sftp.username === '') {
    throw new SyncFailure(
      'SftpNotSet',
      `The SFTP server of "${slug}" is not set yet. To set it: "dailysync settings set ${slug} sftp.host=… sftp.username=…"`,
    );
  }
  const keyRing = await context.openKeyRing();
  const target = sftpTarget(scope.settings, openSecret(keyRing, scope), allowPrivateHosts);
  const rosterFolder = roster.path ?? sftp.path;
  const folders = [sftp.path, ...(rosterAsFiles ? [rosterFolder] : [])];
  const { hostKey, files } = await connectTo(context, target, folders);
  if (sftp.hostKey === null) await pinHostKey(db, scope.scopeId, sftp.host, hostKey);
  else if (sftp.hostKey !== hostKey) await changeSettings(db, keyRing, slug, { 'sftp.hostKey': hostKey });
  const inFolder = within(files, sftp.path);
  const find = <Row extends object>(kind: FileKind<Row>) =>
    wanted(() => [findFile(kind, scope.settings, inFolder).file]);
  const guardian = guardians.enabled ? find(guardianFile) : null;
  const file = inFolder.find(({ path }) => path === guardian?.found[0]);
  const look = file ? await lookAtRemoteFile(context, scope, { ...target, hostKey }, file) : null;
  return {
    ...identity(scope),
    hostKey,
    timeZone: scope.settings.schedule.timeZone,
    pinnedNow: sftp.hostKey !== hostKey,
    files: files.map(({ path, size, modifiedAt, type }) => ({
      path,
      size,
      modifiedAt: modifiedAt?.toISOString() ?? null,
      type,
    })),
    guardianFile: guardian && { ...guardian, problem: guardian.problem ?? look?.problem ?? null },
    guardianCheck: look?.check ?? null,
    attributeFile: studentAttributes.enabled ? find(attributeFile) : null,
    roster: rosterAsFiles ? wanted(() => rosterOf(within(files, rosterFolder), scope.settings)) : null,
  };
}

/** A new key is accepted only after both were shown, and then exactly that one. */
async function connectTo({ acceptHostKey, signal }: ConnectionContext, target: SftpTarget, folders: string[]) {
  try {
    return await testConnection(target, folders, { signal });
  } catch (error) {
    if (!(error instanceof SyncFailure) || error.code !== 'SftpHostKeyChanged') throw error;
    const { pinned, shown } = error.details as { pinned: string; shown: string };
    if (!acceptHostKey({ pinned, shown })) throw error;
    return testConnection({ ...target, hostKey: shown }, folders, { signal });
  }
}

function identity({ slug, settings: { sftp } }: Scope) {
  return { scope: slug, host: sftp.host, port: sftp.port, username: sftp.username };
}

const within = (files: RemoteFile[], folder: string) =>
  files.filter(({ name, path }) => path === posix.join(folder, name));

function rosterOf(files: RemoteFile[], settings: SyncSettings): RemoteFile[] {
  const found = findRosterFiles(files, (name) => isNamedInSettings(name, settings));
  return found.kind === 'zip' ? [found.file] : found.files;
}

function wanted(find: () => RemoteFile[]): Wanted {
  try {
    return { found: find().map(({ path }) => path), problem: null };
  } catch (error) {
    if (!(error instanceof SyncFailure)) throw error;
    return { found: [], problem: error.reportMessage };
  }
}
