import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Knex } from 'knex';
import type { StoredFile } from '../../../src/archives/stored-file.js';
import { familyRow as cleverFamily } from '../../../src/roster/clever/families.js';
import { familyFileLine } from '../../../src/roster/guardians/csv.js';
import { familyLines, peopleFound, strangers } from '../../../src/roster/guardians/lines.js';
import { stageFamilies } from '../../../src/roster/guardians/stage.js';
import { openOneRosterCsv } from '../../../src/roster/oneroster/csv/source.js';
import { stagedRoles } from '../../../src/roster/oneroster/csv/staged-roles.js';
import type { SyncSettings } from '../../../src/settings/sync-settings.js';
import { createTestDatabase } from '../../support/database.js';
import { draws, timeFor } from '../../support/draws.js';
import { asVersion12, type Cells, packageFiles, smallRoster, type Tables } from '../files.js';
import { TestScope } from '../scope.js';

const guardian = (sourcedId: string, agents = '', cells: Cells = {}): Cells => ({
  ...{ sourcedId, orgSourcedIds: 'A', role: 'guardian', givenName: 'G', familyName: sourcedId },
  ...{ email: `${sourcedId}@example.org`, agentSourcedIds: agents },
  ...cells,
});

/** The small roster with guardians, and agents on its students. */
function families(guardians: Cells[], agents: Record<string, string> = {}): Tables {
  const tables = smallRoster();
  const users = tables.users.filter(({ sourcedId }) => sourcedId !== 'g1');
  for (const user of users) if (agents[user.sourcedId!]) user.agentSourcedIds = agents[user.sourcedId!]!;
  return { ...tables, users: [...users, ...guardians] };
}

describe('guardians of a roster', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let scope: TestScope;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
    scope = await TestScope.district(db, 'families');
    await scope.sync(packageFiles(smallRoster()));
  });
  after(() => drop());

  async function fileOf(
    files: readonly StoredFile[],
    relationships: SyncSettings['roster']['guardianRelationships'] = null,
  ) {
    scope.settings.roster.guardianRelationships = relationships;
    const run = await scope.openRun();
    return db.transaction(async (trx) => {
      const source = await openOneRosterCsv(files, stagedRoles(trx));
      const staged = await stageFamilies(trx, source.guardians!(), () => {});
      const lines: string[] = [];
      for await (const some of familyLines(trx, run, staged)) lines.push(...some.split('\n').filter(Boolean));
      return {
        lines,
        incomplete: staged.incomplete,
        findings: await strangers(trx, staged),
        found: await peopleFound(trx),
      };
    });
  }
  const pairs = (lines: string[]) => lines.map((line) => line.split(',').slice(0, 2).join(' '));

  const cases: [string, Tables, string[]][] = [
    ['agents of a student', families([guardian('g1')], { s1: 'g1' }), ['s1 g1']],
    ['agents of a guardian', families([guardian('g1', 's1,s2')]), ['s1 g1', 's2 g1']],
    ['both sides say it', families([guardian('g1', 's1')], { s1: 'g1' }), ['s1 g1']],
    ['each side says another', families([guardian('g1', 's1'), guardian('g2')], { s1: 'g2' }), ['s1 g1', 's1 g2']],
    ['a student who is nobody here', families([guardian('g1', 'nobody,s2')]), ['s2 g1']],
    ['an agent of another role', families([guardian('g1', 's1')], { s1: 'p1' }), ['s1 g1']],
    ['a guardian who is gone', families([{ ...guardian('g1', 's1'), status: 'tobedeleted' }], { s1: 'g1' }), []],
    ['agents of each other, of one kind', families([guardian('g1', 'g2'), guardian('g2')], { s1: 's2' }), []],
  ];
  for (const [what, tables, expected] of cases)
    it(`are read: ${what}`, async () => {
      for (const each of [tables, asVersion12(tables)])
        assert.deepEqual(pairs((await fileOf(packageFiles(each))).lines), expected);
    });

  it('are what their role says, by phone and mail as the source has them', async () => {
    const tables = families([
      guardian('g1', 's1', { sms: '(330) 280-1898', phone: '330 280 1111' }),
      guardian('g2', 's1', { role: 'parent', phone: '330 280 1111', familyName: 'O"Hara, M' }),
      guardian('g3', 's1', { role: 'Relative', email: '' }),
    ]);
    assert.deepEqual((await fileOf(packageFiles(tables))).lines, [
      's1,g1,G,g1,g1@example.org,(330) 280-1898,330 280 1111,Guardian,Parent/Guardian',
      's1,g2,G,"O""Hara, M",g2@example.org,330 280 1111,,Parent,Parent/Guardian',
      's1,g3,G,g3,,,,Other,Family',
    ]);
    assert.deepEqual(pairs((await fileOf(packageFiles(tables), ['Parent', 'Other'])).lines), ['s1 g2', 's1 g3']);
  });

  it('of other roles are counted', async () => {
    const { findings } = await fileOf(packageFiles(families([guardian('g1')], { s1: 'p1,g1', s2: 'nobody' })));
    assert.deepEqual(
      findings.map(({ code, message }) => [code, message.slice(0, 8)]),
      [['roster-guardian-unknown', '2 people']],
    );
  });

  it('roster server 15: are counted, and those who are linked to a student here', async () => {
    const found = async (guardians: Cells[], agents: Record<string, string> = {}) =>
      (await fileOf(packageFiles(families(guardians, agents)))).found;
    assert.deepEqual(await found([]), { people: 0, linked: 0 });
    const parents = [guardian('g1', '', { role: 'parent' }), guardian('g2', 'nobody'), guardian('g3', 'g1')];
    assert.deepEqual(await found(parents), { people: 3, linked: 0 });
    assert.deepEqual(await found(parents, { s1: 'g1,g2', s2: 'g1' }), { people: 3, linked: 2 });
  });

  it('in error protect whom they may be of', async () => {
    const bad = guardian('g1', '', { role: 'nonsense' });
    const { lines, incomplete } = await fileOf(
      packageFiles(families([bad, guardian('g2', 's2')], { s1: 'g1', s2: 'g1' })),
    );
    assert.deepEqual(pairs(lines), ['s1 ', 's2 ', 's2 g2']);
    assert.equal(incomplete, null);
    const nobody = await fileOf(packageFiles(families([guardian('', 's1'), guardian('g2', 's2')])));
    assert.match(nobody.incomplete ?? '', /have no readable ID/);
  });

  it('are the same families whichever side the agents stand on', async function () {
    this.timeout(timeFor(draws(12)));
    const pair = fc.tuple(fc.constantFrom('s1', 's2', 's3', 's7'), fc.constantFrom('g1', 'g2', 'g3'));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(pair, { selector: ([s, g]) => `${s} ${g}`, minLength: 1 }),
        fc.array(fc.constantFrom('student', 'guardian', 'both'), { minLength: 12, maxLength: 12 }),
        async (links, sides) => {
          const build = (side: (index: number) => string) => {
            const of = (id: string, at: 0 | 1) =>
              links
                .filter((link, i) => link[at] === id && side(i) !== (at === 0 ? 'guardian' : 'student'))
                .map((link) => link[1 - at]);
            const agents = Object.fromEntries(['s1', 's2', 's3', 's7'].map((id) => [id, of(id, 0).join(',')]));
            return families(
              ['g1', 'g2', 'g3'].map((id) => guardian(id, of(id, 1).join(','))),
              agents,
            );
          };
          const students = await fileOf(packageFiles(build(() => 'student')));
          const mixed = await fileOf(packageFiles(asVersion12(build((i) => sides[i]!))));
          assert.deepEqual(mixed.lines, students.lines);
          assert.deepEqual(pairs(mixed.lines), links.map((link) => link.join(' ')).sort());
        },
      ),
      { numRuns: draws(12) },
    );
  });

  it('are Clever’s contacts: the whole name in name.last, each student’s own relationship', () => {
    const contact = (cells: object) => ({
      id: 'k1',
      name: { last: 'Ana Ruiz' },
      email: 'ana@example.org',
      roles: { contact: { phone: '330 280 1898', phone_type: 'Cell', ...cells } },
    });
    const relationships = [
      { student: 'a', relationship: 'Parent', type: 'Parent/Guardian' },
      { student: 'b', relationship: '', type: null },
      { relationship: 'Parent' },
    ];
    const row = cleverFamily(contact({ student_relationships: relationships }));
    assert.ok(typeof row === 'object');
    assert.deepEqual(
      row.links.map(({ studentSourceId, relationship, contactType }) => [studentSourceId, relationship, contactType]),
      [
        ['a', 'Parent', 'Parent/Guardian'],
        ['b', '', ''],
      ],
    );
    assert.deepEqual([row.guardian?.firstName, row.guardian?.lastName], ['Ana', 'Ruiz']);
    for (const [type, mobile] of [
      ['Cell', true],
      ['Other', true],
      ['', true],
      ['Home', false],
      ['Work', false],
    ] as const) {
      const { guardian: of } = cleverFamily(contact({ phone_type: type })) as Exclude<typeof row, string>;
      assert.equal(of?.mobilePhone !== '', mobile, type);
      assert.equal(of?.homePhone !== '', !mobile, type);
    }
    assert.equal(cleverFamily({ id: 's', roles: { student: {} } }), 'left-out');
    const self = {
      ...{ student: 'a', guardian: 'a', first_name: 'A', last_name: 'B', email: '' },
      ...{ mobile_phone: '', home_phone: '', language: '' },
    };
    assert.equal(
      familyFileLine({ ...self, relationship: 'Self', contact_type: '' }, { relationships: null, hasLanguage: false }),
      '',
      'a student is nobody’s guardian',
    );
  });
});
