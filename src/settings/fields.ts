import { connectionFields } from './fields/connection.js';
import { dailyFields } from './fields/daily.js';
import { guardianFields } from './fields/guardians.js';
import { recordFields } from './fields/records.js';
import { sftpFields } from './fields/sftp.js';

/**
 * Every setting of a scope, one row each. From here come the type of the settings, what may be stored, the defaults, the
 * list of secrets, docs/settings.md and the help of the command line.
 */
export const fields = [...dailyFields, ...connectionFields, ...recordFields, ...guardianFields, ...sftpFields] as const;
