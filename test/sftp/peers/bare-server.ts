import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type Attributes } from 'ssh2';
import { createHostKey } from '../../../src/demo/sftp-server.js';

const { STATUS_CODE } = ssh2.utils.sftp;
const nothing = {} as Attributes;

/** A server that tells names and bytes and nothing else: no sizes, times, kinds or rights, as the protocol allows. */
export async function startBareServer(
  files: Readonly<Record<string, Buffer>>,
): Promise<{ port: number; stop(): void }> {
  const server = new ssh2.Server({ hostKeys: [createHostKey()] }, (connection) => {
    connection.on('error', () => {}).on('authentication', (attempt) => attempt.accept());
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => {
        const sftp = acceptSftp();
        let listed = false;
        sftp.on('OPENDIR', (request) => {
          listed = false;
          sftp.handle(request, Buffer.from('folder'));
        });
        sftp.on('READDIR', (request) => {
          const names = Object.keys(files).map((filename) => ({ filename, longname: filename, attrs: nothing }));
          if (listed) sftp.status(request, STATUS_CODE.EOF);
          else sftp.name(request, names);
          listed = true;
        });
        sftp.on('STAT', (request) => void sftp.attrs(request, nothing));
        sftp.on('OPEN', (request, path) => void sftp.handle(request, Buffer.from(path.slice(1))));
        sftp.on('READ', (request, handle, offset, length) => {
          const bytes = files[handle.toString()]?.subarray(offset, offset + length) ?? Buffer.alloc(0);
          if (bytes.length === 0) sftp.status(request, STATUS_CODE.EOF);
          else sftp.data(request, bytes);
        });
        sftp.on('CLOSE', (request) => void sftp.status(request, STATUS_CODE.OK));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, stop: () => void server.close() };
}
