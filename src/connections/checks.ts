import type { FileLook } from '../guardians/file/look.js';
import { count, number, percent } from '../words/numbers.js';
import type { ApiTest } from './roster-api.js';
import type { SftpTest, Wanted } from './sftp.js';

/** One thing that a test of connections looked at. */
export interface ConnectionCheck {
  /** What was looked at; never changes its meaning. */
  code:
    | 'sftp'
    | 'host-key'
    | 'guardian-file'
    | 'guardian-refused'
    | 'match-rate'
    | 'guardian-held'
    | 'guardian-rows'
    | 'attribute-file'
    | 'roster-files'
    | 'roster-api';
  /** `problem`: a sync would fail, or wait for a person. */
  outcome: 'ok' | 'problem';
  sentence: string;
}

/** Of an SFTP server: the login and its key first. */
export function sftpChecks(test: SftpTest): ConnectionCheck[] {
  const { host, port, username, hostKey, pinnedNow, guardianFile, guardianCheck, attributeFile, roster } = test;
  return [
    ok('sftp', `Connected to ${host}:${port} as ${username}.`),
    ok('host-key', `Host key ${hostKey} (${pinnedNow ? 'pinned now' : 'as pinned'})`),
    ...wantedCheck('guardian-file', 'Guardian file', guardianFile),
    ...(guardianCheck === null ? [] : lookChecks(guardianCheck)),
    ...wantedCheck('attribute-file', 'Student attributes', attributeFile),
    ...wantedCheck('roster-files', 'Roster', roster),
  ];
}

/** Of a roster API: whether anything of it can be read, then each feed under its name. */
export function apiChecks({ source, feeds }: ApiTest): { api: ConnectionCheck; feeds: [string, ConnectionCheck][] } {
  const isOpen = feeds.some(({ problem }) => problem === null);
  return {
    api: isOpen
      ? ok('roster-api', `Connected to the roster (${source}).`)
      : wrong('roster-api', `Nothing of the roster (${source}) can be read.`),
    feeds: feeds.map(({ feed, found, problem }) => [
      feed,
      problem === null ? ok('roster-api', found ? 'can be read' : 'is empty') : wrong('roster-api', problem),
    ]),
  };
}

function lookChecks({ counts, refusal, students, held }: FileLook): ConnectionCheck[] {
  const { named, known } = students;
  const rate = `Match rate: ${number(known)} of ${count(named, 'student')} named are in the roster (${percent((known / named) * 100)})`;
  return [
    ...(refusal ? [wrong('guardian-refused', `It would be refused (${refusal.code}): ${refusal.message}`)] : []),
    ...(named > 0 ? [ok('match-rate', rate)] : []),
    ...(held ? [wrong('guardian-held', `It would be held: ${held}`)] : []),
    ok('guardian-rows', `Rows: ${number(counts.read)} read, ${number(counts.error)} in error. A dry run tells more.`),
  ];
}

function wantedCheck(code: ConnectionCheck['code'], what: string, wanted: Wanted | null): ConnectionCheck[] {
  if (wanted === null) return [];
  const { found, problem } = wanted;
  return [problem === null ? ok(code, `${what}: ${found.join(', ')}`) : wrong(code, `${what}: ${problem}`)];
}

function ok(code: ConnectionCheck['code'], sentence: string): ConnectionCheck {
  return { code, outcome: 'ok', sentence };
}

function wrong(code: ConnectionCheck['code'], sentence: string): ConnectionCheck {
  return { code, outcome: 'problem', sentence };
}
