import type { Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, posix, sep } from 'node:path';
import ssh2, { type Attributes, type FileEntry, type SFTPWrapper } from 'ssh2';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;
const WRITE_FLAGS = OPEN_MODE.WRITE | OPEN_MODE.APPEND | OPEN_MODE.CREAT | OPEN_MODE.TRUNC;
/** What OpenSSH sends at most in one answer to READ. */
const MAX_READ_BYTES = 256 * 1024;
const NAMES_PER_ANSWER = 100;

type OpenHandle = { file: FileHandle; path: string } | { entries: FileEntry[] };

interface ServeOptions {
  beforeRead?: (path: string, offset: number) => Promise<void> | void;
  maxReadBytes?: number;
}

/** Answers one session's requests with what is under `root`; what it has no listener for, ssh2 refuses. */
export function serveFiles(sftp: SFTPWrapper, root: string, options: ServeOptions): void {
  const { beforeRead, maxReadBytes = MAX_READ_BYTES } = options;
  const handles = new Map<number, OpenHandle>();
  let nextHandle = 0;

  const answer = (request: number, work: () => Promise<void>) => {
    work().catch((error) => sftp.status(request, statusOf(error)));
  };
  const giveHandle = (request: number, opened: OpenHandle) => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(nextHandle);
    handles.set(nextHandle++, opened);
    sftp.handle(request, handle);
  };
  const opened = (handle: Buffer) => (handle.length === 4 ? handles.get(handle.readUInt32BE()) : undefined);

  sftp.on('OPEN', (request, path, flags) => {
    answer(request, async () => {
      if (flags & WRITE_FLAGS) throw failure('EACCES');
      const real = await insideRoot(root, path, true);
      if ((await stat(real)).isDirectory()) throw failure('EISDIR');
      giveHandle(request, { file: await open(real, 'r'), path: posix.resolve('/', path) });
    });
  });
  sftp.on('READ', (request, handle, offset, length) => {
    answer(request, async () => {
      const entry = opened(handle);
      if (entry === undefined || !('file' in entry)) throw failure('EBADF');
      await beforeRead?.(entry.path, offset);
      const size = Math.min(length, maxReadBytes);
      const { bytesRead, buffer } = await entry.file.read(Buffer.allocUnsafe(size), 0, size, offset);
      if (bytesRead === 0) sftp.status(request, STATUS_CODE.EOF);
      else sftp.data(request, buffer.subarray(0, bytesRead));
    });
  });
  sftp.on('FSTAT', (request, handle) => {
    answer(request, async () => {
      const entry = opened(handle);
      if (entry === undefined || !('file' in entry)) throw failure('EBADF');
      sftp.attrs(request, attributesOf(await entry.file.stat()));
    });
  });
  sftp.on('CLOSE', (request, handle) => {
    answer(request, async () => {
      const entry = opened(handle);
      if (entry === undefined) throw failure('EBADF');
      handles.delete(handle.readUInt32BE());
      if ('file' in entry) await entry.file.close();
      sftp.status(request, STATUS_CODE.OK);
    });
  });
  sftp.on('STAT', (request, path) => {
    answer(request, async () => sftp.attrs(request, attributesOf(await stat(await insideRoot(root, path, true)))));
  });
  sftp.on('LSTAT', (request, path) => {
    answer(request, async () => sftp.attrs(request, attributesOf(await lstat(await insideRoot(root, path, false)))));
  });
  sftp.on('OPENDIR', (request, path) => {
    answer(request, async () => giveHandle(request, { entries: await entriesOf(await insideRoot(root, path, true)) }));
  });
  sftp.on('READDIR', (request, handle) => {
    answer(request, async () => {
      const entry = opened(handle);
      if (entry === undefined || !('entries' in entry)) throw failure('EBADF');
      const names = entry.entries.splice(0, NAMES_PER_ANSWER);
      if (names.length === 0) sftp.status(request, STATUS_CODE.EOF);
      else sftp.name(request, names);
    });
  });
  sftp.on('REALPATH', (request, path) => {
    sftp.name(request, [{ filename: posix.resolve('/', path), longname: '', attrs: {} as Attributes }]);
  });
  sftp.on('close', () => {
    for (const entry of handles.values()) {
      // Nobody is left to tell.
      if ('file' in entry) entry.file.close().catch(() => {});
    }
    handles.clear();
  });
}

/**
 * The file that a client's path means, never one outside `root`: neither by `..` nor through a symbolic link.
 *
 * @param follow whether a link at the path's end is followed.
 */
async function insideRoot(root: string, path: string, follow: boolean): Promise<string> {
  const asked = posix.resolve('/', path);
  const local = join(root, asked);
  const real = follow || asked === '/' ? await realpath(local) : join(await realpath(dirname(local)), basename(local));
  if (real !== root && !real.startsWith(root + sep)) throw failure('ENOENT');
  return real;
}

async function entriesOf(folder: string): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for (const name of await readdir(folder)) {
    const stats = await lstat(join(folder, name));
    entries.push({ filename: name, longname: longnameOf(name, stats), attrs: attributesOf(stats) });
  }
  return entries;
}

function attributesOf(stats: Stats): Attributes {
  return {
    mode: stats.mode,
    uid: stats.uid,
    gid: stats.gid,
    size: stats.size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  };
}

/** A line as of `ls -l`: clients take the kind of an entry from its first character. */
function longnameOf(name: string, stats: Stats): string {
  const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : '-';
  const rights = [6, 3, 0]
    .map((shift) => [4, 2, 1].map((bit, i) => (stats.mode & (bit << shift) ? 'rwx'[i] : '-')).join(''))
    .join('');
  return `${kind}${rights} 1 ${stats.uid} ${stats.gid} ${stats.size} ${stats.mtime.toISOString()} ${name}`;
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

function statusOf(error: NodeJS.ErrnoException): number {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return STATUS_CODE.NO_SUCH_FILE;
    case 'EACCES':
    case 'EPERM':
      return STATUS_CODE.PERMISSION_DENIED;
    default:
      return STATUS_CODE.FAILURE;
  }
}
