import { SyncFailure } from '../contract/failures.js';
import type { SftpTarget } from './target.js';

/** Failures of SFTP are made here, from scratch: the texts of ssh2 and of servers may quote paths, banners or input. */

const serverName = ({ host, port }: SftpTarget) => `the SFTP server ${host}:${port}`;
const where = ({ host, port }: SftpTarget) => ({ host, port });

/** @param what a clause such as "did not answer", with nothing of the server's own text. */
export function unreachable(target: SftpTarget, what: string): SyncFailure {
  return new SyncFailure(
    'SftpUnreachable',
    `Could not get through to ${serverName(target)}: ${what}. Check host and port, and that a firewall lets this system in; the sync tries again by itself.`,
    { retryable: true, details: where(target) },
  );
}

export function hostRefused(target: SftpTarget): SyncFailure {
  return new SyncFailure(
    'SftpHostRefused',
    `${target.host} is an address inside a private network, and this system connects to public SFTP servers only. Enter the server's public host name, or ask the operator to allow private hosts.`,
    { details: where(target) },
  );
}

export function hostKeyChanged(target: SftpTarget, pinned: string, shown: string): SyncFailure {
  return new SyncFailure(
    'SftpHostKeyChanged',
    `The host key of ${serverName(target)} is ${shown}, and ${pinned} was pinned before; no password was sent. Ask whoever runs the server whether its key was changed: if so, accept the new one with "Test connection"; if not, another machine may be answering in its place.`,
    { details: { ...where(target), pinned, shown } },
  );
}

export function noCommonAlgorithm(target: SftpTarget): SyncFailure {
  return new SyncFailure(
    'SftpHandshake',
    `No encryption that both sides accept was found with ${serverName(target)}. Its software is probably too old; ask whoever runs it to update it.`,
    { details: where(target) },
  );
}

export function loginRefused(target: SftpTarget): SyncFailure {
  const tried = [target.password !== undefined && 'password', target.privateKey !== undefined && 'private key'];
  return new SyncFailure(
    'SftpAuth',
    `Login to ${serverName(target)} was refused with the stored user name and ${tried.filter(Boolean).join(' and ')}. Enter them again in the SFTP settings, or ask whoever runs the server whether the account is locked.`,
    { details: where(target) },
  );
}

/** @param problem a clause such as "there is neither a password nor a private key" */
export function unusableCredentials(target: SftpTarget, problem: string): SyncFailure {
  return new SyncFailure(
    'SftpAuth',
    `Can't log in to ${serverName(target)}: ${problem}. Enter the credentials again in the SFTP settings.`,
    { details: where(target) },
  );
}

export function noSftpForAccount(target: SftpTarget): SyncFailure {
  return new SyncFailure(
    'SftpDenied',
    `Login to ${serverName(target)} worked, but the account may not use SFTP. Ask whoever runs the server to allow SFTP for it.`,
    { details: where(target) },
  );
}

/**
 * The failure for an error that ssh2 or ssh2-sftp-client gave to a request about `path`.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-7 for the status codes
 */
export function requestFailure(target: SftpTarget, path: string, error: unknown): SyncFailure {
  const code = (error as { code?: unknown }).code;
  const details = { ...where(target), path };
  switch (code) {
    case 'ENOENT':
    case 2:
      return new SyncFailure(
        'SftpPathMissing',
        `There is no ${path} on ${serverName(target)}. Check the path in the SFTP settings; letter case counts, and a path without a leading / starts at the account's own folder.`,
        { details },
      );
    case 3:
      return new SyncFailure(
        'SftpDenied',
        `The account may not read ${path} on ${serverName(target)}. Ask whoever runs the server to let it.`,
        { details },
      );
    default:
      // A status of the server is a number below 6; 6, 7 and whatever ssh2 itself raises mean that the line is gone.
      if (typeof code !== 'number' || code === 6 || code === 7) return unreachable(target, 'the connection was lost');
      return new SyncFailure(
        'SftpRequestFailed',
        `Reading ${path} failed on ${serverName(target)} (status ${code}). Check that the path is of the right kind, a folder or a file; the sync tries again by itself.`,
        { retryable: true, details: { ...details, status: code } },
      );
  }
}
