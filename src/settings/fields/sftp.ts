import { secret, setting } from '../field.js';
import { fingerprint } from '../texts.js';
import { orNone, text, whole } from '../values.js';

/** The SFTP site with the files. */
export const sftpFields = [
  setting('sftp.username', {
    label: 'SFTP Login',
    help: 'The user name on the SFTP site.',
    group: 'sftp',
    values: text('a user name'),
    default: '',
  }),
  secret('sftp.password', {
    label: 'SFTP Password',
    help: 'The password of this login. Not needed with a private key.',
    group: 'sftp',
  }),
  setting('sftp.host', {
    label: 'SFTP Host',
    help: 'Where your files are, without sftp:// in front.',
    group: 'sftp',
    values: text('a host name like sftp.example.org'),
    default: '',
  }),
  setting('sftp.path', {
    label: 'SFTP Path',
    help: 'The folder on that site. / is the top folder of this login.',
    group: 'sftp',
    values: text('a folder like /exports'),
    default: '/',
  }),
  setting('sftp.port', {
    label: 'SFTP Port',
    help: 'Almost always 22.',
    group: 'sftpMore',
    values: whole(1, 65_535),
    default: 22,
  }),
  secret('sftp.privateKey', {
    label: 'SFTP private key',
    help: 'Instead of the password: the file of the private key.',
    group: 'sftpMore',
    entry: 'secret-file',
  }),
  secret('sftp.passphrase', {
    label: 'Passphrase of the private key',
    help: 'Only if the private key has one.',
    group: 'sftpMore',
  }),
  setting('sftp.hostKey', {
    label: 'Host key',
    help: 'The fingerprint of the SFTP site. Saved at the first connection that works; a site with another one is refused. Another host or port forgets it.',
    group: 'sftpMore',
    values: orNone(fingerprint, 'not known yet'),
    default: null,
  }),
] as const;
