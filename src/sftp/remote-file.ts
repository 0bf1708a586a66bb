/** An entry of a folder on an SFTP server; what the server doesn't tell is null. */
export interface RemoteFile {
  name: string;
  /** As the server takes it; relative to the login's folder unless it starts with `/`. */
  path: string;
  /** bytes */
  size: number | null;
  /** In whole seconds, as the protocol has it. */
  modifiedAt: Date | null;
  type: 'file' | 'folder' | 'link';
}
