import { posix } from 'node:path';
import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import type { FileLook } from '../guardians/file/look.js';
import { privateHostsAllowed } from '../main/environment.js';
import { openKeyRing } from '../secrets/key-source.js';
import { openSecret } from '../settings/scope-secrets.js';
import { findScope, type Scope } from '../settings/scopes.js';
import { changeSettings, pinHostKey } from '../settings/settings.js';
import { sftpTarget } from '../settings/sftp-target.js';
import { findGuardianFile } from '../sftp/guardian-file.js';
import type { RemoteFile } from '../sftp/remote-file.js';
import { findRosterFiles } from '../sftp/roster-files.js';
import type { SftpTarget } from '../sftp/target.js';
import { testConnection } from '../sftp/test-connection.js';
import { attributeFileName } from '../student-attributes/check/index.js';
import type { Cli } from './cli.js';
import { lookAtRemoteFile, lookText } from './remote-look.js';
import { bytes, localTime, table } from './text.js';

/** Whether the files that a sync wants are there; `problem` says what is missing. */
interface Wanted {
  found: string[];
  problem: string | null;
}

export interface ConnectionResult {
  scope: string;
  host: string;
  port: number;
  username: string;
  hostKey: string;
  /** The key was pinned by this test. */
  pinnedNow: boolean;
  files: { path: string; size: number | null; modifiedAt: string | null; type: RemoteFile['type'] }[];
  /** null where the scope does not sync guardians, or attributes, or has no roster as files. */
  guardianFile: Wanted | null;
  /** The guardian file as a sync would find it; null where there is none, or it can't be fetched. */
  guardianCheck: FileLook | null;
  attributeFile: Wanted | null;
  roster: Wanted | null;
}

/** @throws SyncFailure `SftpNotSet`, or as testConnection does */
export async function testScopeConnection(
  cli: Cli,
  db: Knex,
  slug: string,
  acceptNew: boolean,
): Promise<ConnectionResult> {
  const scope = await findScope(db, slug);
  const { sftp, roster, guardians, studentAttributes } = scope.settings;
  const rosterAsFiles = roster.source === 'oneroster-csv';
  if (sftp.host === '' || sftp.username === '') {
    throw new SyncFailure(
      'SftpNotSet',
      `The SFTP server of "${slug}" is not set yet: dailysync settings set ${slug} sftp.host=… sftp.username=…`,
    );
  }
  const keyRing = await openKeyRing();
  const target = sftpTarget(scope.settings, openSecret(keyRing, scope), privateHostsAllowed());
  const rosterFolder = roster.path ?? sftp.path;
  const folders = [sftp.path, ...(rosterAsFiles ? [rosterFolder] : [])];
  const { hostKey, files } = await connectTo(cli, target, folders, acceptNew, cli.io.interrupted);
  if (sftp.hostKey === null) await pinHostKey(db, scope.scopeId, sftp.host, hostKey);
  else if (sftp.hostKey !== hostKey) await changeSettings(db, keyRing, slug, { 'sftp.hostKey': hostKey });
  const inFolder = within(files, sftp.path);
  const guardianFile = guardians.enabled ? wanted(() => [findGuardianFile(inFolder).file]) : null;
  const file = inFolder.find(({ path }) => path === guardianFile?.found[0]);
  const look = file ? await lookAtRemoteFile(cli, db, scope, { ...target, hostKey }, file) : null;
  return {
    ...identity(scope),
    hostKey,
    pinnedNow: sftp.hostKey !== hostKey,
    files: files.map(({ path, size, modifiedAt, type }) => ({
      path,
      size,
      modifiedAt: modifiedAt?.toISOString() ?? null,
      type,
    })),
    guardianFile: guardianFile && { ...guardianFile, problem: guardianFile.problem ?? look?.problem ?? null },
    guardianCheck: look?.check ?? null,
    attributeFile: studentAttributes.enabled
      ? wanted(() => [findGuardianFile(inFolder, attributeFileName, 'AttributeFile').file])
      : null,
    roster: rosterAsFiles ? wanted(() => rosterOf(within(files, rosterFolder))) : null,
  };
}

/** A new key is accepted only after both were shown, and then exactly that one. */
async function connectTo(cli: Cli, target: SftpTarget, folders: string[], acceptNew: boolean, signal: AbortSignal) {
  try {
    return await testConnection(target, folders, { signal });
  } catch (error) {
    if (!(error instanceof SyncFailure) || error.code !== 'SftpHostKeyChanged') throw error;
    const { pinned, shown } = error.details as { pinned: string; shown: string };
    if (!acceptNew) {
      const how = 'To accept the new key, test again with --accept-new-host-key.';
      throw new SyncFailure(error.code, `${error.message} ${how}`, { details: error.details });
    }
    cli.say(`Host key pinned before: ${pinned}`);
    cli.say(`Host key accepted now:  ${shown}`);
    return testConnection({ ...target, hostKey: shown }, folders, { signal });
  }
}

function identity({ slug, settings: { sftp } }: Scope) {
  return { scope: slug, host: sftp.host, port: sftp.port, username: sftp.username };
}

const within = (files: RemoteFile[], folder: string) =>
  files.filter(({ name, path }) => path === posix.join(folder, name));

function rosterOf(files: RemoteFile[]): RemoteFile[] {
  const found = findRosterFiles(files);
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

export function describeConnection(result: ConnectionResult): string {
  const { host, port, username, hostKey, pinnedNow, files, guardianFile, guardianCheck, attributeFile, roster } =
    result;
  const rows = files.map(({ path, size, modifiedAt, type }) => [
    path,
    type === 'folder' ? 'folder' : size === null ? '' : bytes(size),
    modifiedAt === null ? '' : localTime(modifiedAt),
  ]);
  const about = (what: string, of: Wanted | null) =>
    of === null ? [] : [`${what}: ${of.problem ?? of.found.join(', ')}`];
  return [
    `Connected to ${host}:${port} as ${username}.`,
    `Host key ${hostKey} (${pinnedNow ? 'pinned now' : 'as pinned'})`,
    '',
    files.length === 0 ? 'The folder is empty.' : table(['file', 'size', 'modified'], rows),
    '',
    ...about('Guardian file', guardianFile),
    ...(guardianCheck === null ? [] : lookText(guardianCheck)),
    ...about('Student attributes', attributeFile),
    ...about('Roster', roster),
  ].join('\n');
}
