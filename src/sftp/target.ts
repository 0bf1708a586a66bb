/** An SFTP account to log in to. */
export interface SftpTarget {
  host: string;
  port: number;
  username: string;
  password?: string;
  /** PEM or OpenSSH form; tried together with the password if both are there. */
  privateKey?: string;
  passphrase?: string;
  /** Pinned fingerprint, `SHA256:…` as OpenSSH prints it; null accepts the key shown, for the caller to pin. */
  hostKey: string | null;
  /** The operator allows hosts on loopback, link-local and private addresses. */
  allowPrivateHosts: boolean;
}
