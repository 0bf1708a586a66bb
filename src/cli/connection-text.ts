import type { ApiTest } from '../connections/roster-api.js';
import type { SftpTest, Wanted } from '../connections/sftp.js';
import type { ConnectionsTest } from '../connections/test.js';
import type { FileLook } from '../guardians/file/look.js';
import { count, number, percent, size as sizeText } from '../words/numbers.js';
import { when } from '../words/times.js';
import { table } from './table.js';

export function describeConnections({ rosterApi, ...files }: ConnectionsTest): string {
  const parts = 'host' in files ? [describeSftp(files)] : [];
  return [...parts, ...(rosterApi ? [describeApi(rosterApi).join('\n')] : [])].join('\n\n');
}

function describeSftp(result: SftpTest): string {
  const {
    host,
    port,
    username,
    hostKey,
    timeZone,
    pinnedNow,
    files,
    guardianFile,
    guardianCheck,
    attributeFile,
    roster,
  } = result;
  const rows = files.map(({ path, size, modifiedAt, type }) => [
    path,
    type === 'folder' ? 'folder' : size === null ? '' : sizeText(size),
    modifiedAt === null ? '' : when(modifiedAt, timeZone),
  ]);
  const about = (what: string, of: Wanted | null) =>
    of === null ? [] : [`${what}: ${of.problem ?? of.found.join(', ')}`];
  return [
    `Connected to ${host}:${port} as ${username}.`,
    `Host key ${hostKey} (${pinnedNow ? 'pinned now' : 'as pinned'})`,
    '',
    files.length === 0 ? 'The folder is empty.' : table(['file', 'size', 'modified'], rows),
    '',
    ...about('Guardian file', guardianFile),
    ...(guardianCheck === null ? [] : lookText(guardianCheck)),
    ...about('Student attributes', attributeFile),
    ...about('Roster', roster),
  ].join('\n');
}

function lookText({ counts, refusal, students, held }: FileLook): string[] {
  const { named, known } = students;
  const lines = refusal ? [`It would be refused (${refusal.code}): ${refusal.message}`] : [];
  if (named > 0) {
    const rate = percent((known / named) * 100);
    lines.push(`Match rate: ${number(known)} of ${count(named, 'student')} named are in the roster (${rate})`);
  }
  if (held) lines.push(`It would be held: ${held}`);
  lines.push(`Rows: ${number(counts.read)} read, ${number(counts.error)} in error. A dry run tells more.`);
  return lines;
}

function describeApi({ source, feeds }: ApiTest): string[] {
  const state = ({ found, problem }: ApiTest['feeds'][number]) => problem ?? (found ? 'can be read' : 'is empty');
  return [
    `Connected to the roster (${source}).`,
    '',
    table(
      ['feed', 'state'],
      feeds.map((each) => [each.feed, state(each)]),
    ),
  ];
}
