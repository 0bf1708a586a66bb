import assert from 'node:assert/strict';
import { apiChecks, sftpChecks } from '../../src/connections/checks.js';
import type { SftpTest } from '../../src/connections/sftp.js';

const found = { found: ['/in/guardians.csv'], problem: null };
const tested: SftpTest = {
  scope: 'hill',
  host: 'sftp.example.org',
  port: 22,
  username: 'hill',
  hostKey: 'SHA256:abc',
  timeZone: 'America/New_York',
  pinnedNow: true,
  files: [],
  guardianFile: found,
  guardianCheck: null,
  attributeFile: null,
  roster: { found: [], problem: 'There are no roster files.' },
};
const look = {
  counts: { read: 1200, error: 3 } as NonNullable<SftpTest['guardianCheck']>['counts'],
  refusal: null,
  students: { named: 1000, known: 250 },
  held: 'Only 25% of the students are in the roster.',
};

describe('the checks of a connection', () => {
  const of = (test: SftpTest) => sftpChecks(test).map(({ code, outcome }) => `${code} ${outcome}`);

  it('tell of each file that a sync wants whether it is there', () => {
    assert.deepEqual(of(tested), ['sftp ok', 'host-key ok', 'guardian-file ok', 'roster-files problem']);
    assert.deepEqual(sftpChecks(tested).at(-1)?.sentence, 'Roster: There are no roster files.');
  });

  it('tell what a sync would do with the guardian file', () => {
    const checks = sftpChecks({ ...tested, roster: null, guardianCheck: look });
    assert.deepEqual(
      checks.slice(3).map(({ code, outcome }) => `${code} ${outcome}`),
      ['match-rate ok', 'guardian-held problem', 'guardian-rows ok'],
    );
    assert.match(checks[3]?.sentence ?? '', /^Match rate: 250 of 1,000 students/);
    assert.match(checks[5]?.sentence ?? '', /^Rows: 1,200 read, 3 in error/);
  });

  it('tell of each feed of a roster API whether it can be read', () => {
    const { api, feeds } = apiChecks({
      source: 'clever',
      feeds: [
        { feed: 'users', found: true, problem: null },
        { feed: 'terms', found: false, problem: null },
        { feed: 'sections', found: false, problem: 'It is kept back.' },
      ],
    });
    assert.equal(api.outcome, 'ok');
    assert.deepEqual(
      feeds.map(([feed, { outcome, sentence }]) => [feed, outcome, sentence]),
      [
        ['users', 'ok', 'can be read'],
        ['terms', 'ok', 'is empty'],
        ['sections', 'problem', 'It is kept back.'],
      ],
    );
  });
});
