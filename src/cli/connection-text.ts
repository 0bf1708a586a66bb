import { apiChecks, sftpChecks } from '../connections/checks.js';
import type { ApiTest } from '../connections/roster-api.js';
import type { SftpTest } from '../connections/sftp.js';
import type { ConnectionsTest } from '../connections/test.js';
import { size as sizeText } from '../words/numbers.js';
import { when } from '../words/times.js';
import { table } from './table.js';

export function describeConnections({ rosterApi, ...files }: ConnectionsTest): string {
  const parts = 'host' in files ? [describeSftp(files)] : [];
  return [...parts, ...(rosterApi ? [describeApi(rosterApi)] : [])].join('\n\n');
}

function describeSftp(test: SftpTest): string {
  const rows = test.files.map(({ path, size, modifiedAt, type }) => [
    path,
    type === 'folder' ? 'folder' : size === null ? '' : sizeText(size),
    modifiedAt === null ? '' : when(modifiedAt, test.timeZone),
  ]);
  const [connected, hostKey, ...others] = sftpChecks(test).map(({ sentence }) => sentence);
  const listed = rows.length === 0 ? 'The folder is empty.' : table(['file', 'size', 'modified'], rows);
  return [connected, hostKey, '', listed, '', ...others].join('\n');
}

function describeApi(test: ApiTest): string {
  const { api, feeds } = apiChecks(test);
  const rows = feeds.map(([feed, { sentence }]) => [feed, sentence]);
  return [api.sentence, '', table(['feed', 'state'], rows)].join('\n');
}
