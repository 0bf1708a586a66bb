import { SyncFailure } from '../contract/failures.js';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user has no permission for it',
  EBUSY: 'it is in use',
  EDQUOT: "this user's disk quota is used up",
  EEXIST: 'something with that name is there already',
  EFBIG: 'the file is too large for the disk',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder, not a file',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENFILE: 'too many files are open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of its path is a file, not a folder',
  EPERM: 'this user has no permission for it',
  EROFS: 'the disk is read-only',
};

/** System calls that give some of these codes, too, but for a port, a process or a program. */
const otherCalls = /^(bind|connect|getaddrinfo|kill|listen|spawn)/;

export interface FileTrouble {
  /** Node's code: ENOSPC. */
  code: string;
  /** A clause with the code: 'the disk is full (ENOSPC)'. */
  why: string;
  /** Empty if Node doesn't say which file or folder it is about. */
  path: string;
}

/** What the operating system said of a file or folder, in a person's words; null for an error about anything else. */
export function fileTrouble(error: unknown): FileTrouble | null {
  const { code, syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : reasons[code];
  if (code === undefined || reason === undefined || otherCalls.test(syscall ?? '')) return null;
  return { code, why: `${reason} (${code})`, path: path ?? '' };
}

/** No room is left, as opposed to no permission. */
export function isFull({ code }: FileTrouble): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * The failure of a step that met such trouble. Paths stay out of its message, which Temporal's history keeps.
 *
 * @param thenWhat what happens after the cure: 'The step is tried again by itself.'
 * @param path shown to whoever may see it
 */
export function fileFailure(trouble: FileTrouble, thenWhat: string, path = ''): SyncFailure {
  const what = path === '' ? 'A file of this machine' : path;
  const [code, cure] = isFull(trouble)
    ? ['DiskFull', 'Free some space.']
    : ['FileUnusable', 'Give the user that runs DailySync access to it, or correct the path.'];
  return new SyncFailure(code, `${what} could not be used: ${trouble.why}. ${cure} ${thenWhat}`, {
    retryable: true,
    details: { reason: trouble.code },
  });
}
