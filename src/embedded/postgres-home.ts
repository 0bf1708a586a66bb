import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SyncFailure } from '../contract/failures.js';
import { copiedPrograms, installedPrograms, sharedFolder } from './postgres-programs.js';

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
 * /root: then the programs are copied to a folder it can reach, and the cluster is next to them; `dataDir` keeps the
 * address of its cluster (a random id, so that a deleted data folder never meets its predecessor's data).
 *
 * @throws SyncFailure `EmbeddedPostgresUnavailable` on a platform without programs
 */
export function postgresHome(dataDir: string): PostgresHome {
  const user = unprivilegedUser();
  mkdirSync(dataDir, { recursive: true, mode: user ? 0o711 : 0o700 });
  const programs = installedPrograms();
  if (!user) return { binDir: path.join(programs, 'bin'), clusterDir: path.join(dataDir, 'cluster') };
  return {
    user,
    binDir: path.join(reachable(programs, user) ? programs : copiedPrograms(programs), 'bin'),
    clusterDir: clusterFor(dataDir, user),
  };
}

/** Removes the cluster of a data folder, also if it lives elsewhere. The server must be stopped. */
export function removeCluster(dataDir: string): void {
  const address = addressFile(dataDir);
  if (existsSync(address)) rmSync(path.dirname(readFileSync(address, 'utf8').trim()), { recursive: true, force: true });
  rmSync(path.join(dataDir, 'cluster'), { recursive: true, force: true });
}

const addressFile = (dataDir: string) => path.join(dataDir, 'location');

function clusterFor(dataDir: string, user: { uid: number; gid: number }): string {
  const address = addressFile(dataDir);
  if (existsSync(address)) return readFileSync(address, 'utf8').trim();
  const inside = path.join(dataDir, 'cluster');
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
  const cluster = path.join(home, 'cluster');
  mkdirSync(cluster, { mode: 0o700 });
  chownSync(cluster, user.uid, user.gid);
  writeFileSync(address, `${cluster}\n`, { mode: 0o600 });
  return cluster;
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
