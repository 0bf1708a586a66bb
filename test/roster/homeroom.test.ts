import assert from 'node:assert/strict';
import type { ApiRecord, ReceivedFeeds } from '../../src/roster/api/model.js';
import { clever } from '../../src/roster/clever/source.js';
import { OneRosterRecords } from '../../src/roster/oneroster/rest/roster.js';
import { stableExport } from '../support/export.js';
import { syncFrom } from './clever/night.js';
import { csv, packageFiles, smallRoster } from './files.js';
import { type TestScope, withFreshScopes } from './scope.js';

/** A column that no source's standard has: what a new column of the roster takes is in src/roster/columns.ts. */
describe('the homeroom of students', () => {
  let scope: TestScope;
  withFreshScopes((fresh) => {
    scope = fresh;
  });

  /** Of the active students who have one, as the export says it. */
  async function exported(): Promise<Record<string, string>> {
    const [, students] = /== students\.csv\n(.*?)\n\n/s.exec(
      `${await stableExport({ db: scope.db, scope: scope.slug })}\n`,
    )!;
    const [header, ...rows] = students!.split('\n').map((line) => line.split(','));
    const [id, homeroom, state] = ['source_id', 'homeroom', 'state'].map((name) => header!.indexOf(name));
    const named = rows.filter((row) => row[homeroom!] !== '' && row[state!] === 'active');
    return Object.fromEntries(named.map((row) => [row[id!], row[homeroom!]!]));
  }

  function roster(column: string, homerooms: Record<string, string>) {
    const [header, ...lines] = csv('users', smallRoster().users).trimEnd().split('\r\n');
    const cells = lines.map((line) => `${line},${homerooms[line.split(',')[0]!] ?? ''}`);
    return packageFiles(smallRoster(), { 'users.csv': [`${header},${column}`, ...cells, ''].join('\r\n') });
  }

  const received = (feeds: Record<string, ApiRecord[]>): ReceivedFeeds => ({
    async *pages(feed) {
      yield { records: feeds[feed] ?? [], cursor: null };
    },
    incomplete: () => null,
    changesOnly: false,
  });

  it('is that of their homeroom classes', async () => {
    await scope.sync(packageFiles(smallRoster()));
    assert.deepEqual(await exported(), { s6: 'Homeroom', s7: 'Homeroom' });
    const { classes, enrollments, ...rest } = smallRoster();
    const second = { ...classes[2]!, sourcedId: 'c4', title: 'Advisory' };
    const both = {
      ...enrollments.find(({ userSourcedId }) => userSourcedId === 's7')!,
      sourcedId: 'e99',
      classSourcedId: 'c4',
    };
    await scope.sync(packageFiles({ ...rest, classes: [...classes, second], enrollments: [...enrollments, both] }));
    assert.deepEqual(await exported(), { s6: 'Homeroom', s7: 'Advisory; Homeroom' });
    const half = packageFiles({ ...rest, classes: classes.slice(0, 2), enrollments });
    await scope.sync(half, [['removals', 'archive']]);
    assert.deepEqual(await exported(), {});
  });

  for (const column of ['metadata.homeroom', 'metadata.HomeRoom', 'homeroom'])
    it(`is what a column ${column} says before that, and its changes are in the audit`, async () => {
      const { findings } = await scope.sync(roster(column, { s1: 'Room 12', s7: 'Room 14' }));
      assert.deepEqual([await exported(), findings], [{ s1: 'Room 12', s6: 'Homeroom', s7: 'Room 14' }, []]);
      assert.deepEqual((await scope.sync(roster(column, { s1: 'Room 12', s7: 'Room 14' }))).changes, []);
      const { changes } = await scope.sync(roster(column, { s1: 'Room 13' }));
      assert.deepEqual(changes.map(({ entity, before, after }) => [entity, before.homeroom, after.homeroom]).sort(), [
        ['student', 'Room 12', 'Room 13'],
        ['student', 'Room 14', ''],
      ]);
      assert.deepEqual(await exported(), { s1: 'Room 13', s6: 'Homeroom', s7: 'Homeroom' });
    });

  it('is what OneRoster servers and ClassLink give as metadata', async () => {
    const { orgs, users } = smallRoster();
    const records = users.map(({ sourcedId, orgSourcedIds = '', agentSourcedIds: _, ...rest }) => ({
      ...{ sourcedId, ...rest, orgs: orgSourcedIds.split(',').map((org) => ({ sourcedId: org })) },
      metadata: sourcedId === 's1' ? { homeroom: ' Room  12 ' } : null,
    }));
    await syncFrom(scope, new OneRosterRecords(received({ orgs, users: records })));
    assert.deepEqual(await exported(), { s1: 'Room 12' });
  });

  it('is at Clever a field that the district added, else the homeroom section', async () => {
    const student = (id: string, ext?: Record<string, string>) => ({
      ...{ id, name: { first: 'Ana', last: id } },
      roles: { student: { school: 'A', schools: ['A'], ext } },
    });
    const sections = [
      { id: 'c1', name: 'Ms. Ito', school: 'A', subject: 'homeroom/advisory', students: ['s1', 's2'] },
      { id: 'c2', name: 'Algebra', school: 'A', subject: 'math', students: ['s3'] },
    ];
    const students = [student('s1', { homeroom: 'Room 12' }), student('s2'), student('s3')];
    const feeds = { schools: [{ id: 'A', name: 'Alcott' }], students, sections };
    const night = () => syncFrom(scope, clever.open(received(feeds), scope.settings));
    await night();
    assert.deepEqual(await exported(), { s1: 'Room 12', s2: 'Ms. Ito' });
    assert.deepEqual((await night()).changes, []);
  });
});
