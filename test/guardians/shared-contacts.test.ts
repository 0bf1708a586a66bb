import assert from 'node:assert/strict';
import { csv, type Row, type SyncResult, type TestDistrict, useDistricts } from './harness.js';

/** docs/guardian-rules.md 1: an email or mobile phone on rows of 10 or more full names is nobody's contact. */
describe('contacts that many people have', () => {
  const district = useDistricts();
  const office = 'frontdesk@district.example.org';
  const switchboard = '+12025550142';
  const columns = ['studentSisId', 'guardianSisId', 'firstName', 'lastName', 'email', 'mobilePhone'];
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  const strangers = (count: number): Row[] =>
    numbers(count).map((i) => ({
      ...{ studentSisId: `S${i}`, firstName: `First${i}`, lastName: `Last${i}` },
      email: office,
    }));
  const maria = { firstName: 'Maria', lastName: 'Garcia', email: office, mobilePhone: switchboard };
  const ana = { firstName: 'Ana', lastName: 'Diaz', email: office, mobilePhone: switchboard };
  const families: Row[] = [
    { studentSisId: 'S21', ...maria },
    { studentSisId: 'S22', ...maria },
    { studentSisId: 'S23', guardianSisId: '77', ...ana },
    { studentSisId: 'S24', guardianSisId: '78', ...ana },
  ];

  const placeholders = ({ findings }: SyncResult) =>
    findings
      .filter(({ code }) => code === 'contact-placeholder')
      .map(({ line, severity, message }) => [
        line,
        severity,
        /^The value in (\w+) is on rows with (\d+)/.exec(message)?.slice(1),
      ]);
  const emails = async (d: TestDistrict) => (await d.guardians()).map(({ name, email }) => [name, email]);

  async function newDistrict(): Promise<TestDistrict> {
    const d = await district({ bare: true });
    await d.students(...numbers(30).map((i) => `S${i}`));
    return d;
  }

  it('guardian file 03: join no families, neither in one guardian nor in one account, and no teacher', async () => {
    const d = await newDistrict();
    await d.teacher('T1', 'Maria', 'Garcia', office, switchboard);
    await d.assignAccounts();
    const others = strangers(9).map((row) => ({ ...row, mobilePhone: switchboard }));
    const file = csv([...families, ...others], columns);
    const night = await d.sync(file);
    const people = (await d.guardians()).filter(({ name }) => /Garcia|Diaz/.test(name));
    assert.deepEqual(
      people.map(({ sisId, name, email, phone, students }) => [sisId, name, email, phone, students]),
      [
        ['77', 'Ana Diaz', '', '', ['S23']],
        ['78', 'Ana Diaz', '', '', ['S24']],
        [null, 'Maria Garcia', '', '', ['S21']],
        [null, 'Maria Garcia', '', '', ['S22']],
      ],
    );
    assert.equal(new Set(people.map(({ account }) => account)).size, 4);
    assert.deepEqual(
      (await d.accounts()).map(({ roles }) => roles.length),
      numbers(14).map(() => 1),
    );
    assert.equal(placeholders(night).length, 26);
    assert.deepEqual(placeholders(night)[0], [2, 'warning', ['email', '11']]);
    const versions = await d.versions();
    await d.sync(file);
    assert.equal(await d.versions(), versions, 'the same file again');
  });

  it('people 09: two of one name and contact stay apart while eight others have it too', async () => {
    const d = await newDistrict();
    const marias = families.slice(0, 2);
    await d.sync(csv([...marias, ...strangers(8)], columns));
    const [together = assert.fail('no Maria')] = (await d.guardians()).filter(({ name }) => name === 'Maria Garcia');
    assert.deepEqual(together.students, ['S21', 'S22'], 'nine names share it, which people do');
    const apart = await newDistrict();
    await apart.sync(csv([...marias.map(({ mobilePhone: _, ...row }) => row as Row), ...strangers(9)], columns));
    assert.deepEqual(
      (await apart.guardians()).filter(({ name }) => name === 'Maria Garcia').map(({ students }) => students),
      [['S21'], ['S22']],
    );
  });

  it('counts full names, of skipped rows too, and not rows', async () => {
    const d = await newDistrict();
    const nine = strangers(9);
    const again = { ...nine[0], studentSisId: 'S11', firstName: 'FIRST1' } as Row;
    assert.deepEqual(placeholders(await d.sync(csv([...nine, again], columns))), []);
    const skipped = { ...strangers(10)[9], studentSisId: 'nobody' } as Row;
    const night = await d.sync(csv([...nine, again, skipped], columns));
    assert.equal(placeholders(night).length, 11);
    assert.deepEqual(night.counts.rows.skipped, 1);
  });

  it('clears what was stored, and stores it again once it is the contact of few', async () => {
    const d = await newDistrict();
    const stored = [
      ['First1 Last1', office],
      ['First2 Last2', office],
    ];
    await d.sync(csv(strangers(9), columns));
    assert.deepEqual((await emails(d)).slice(0, 2), stored);
    const cleared = await d.sync(csv(strangers(10), columns), { answers: [['hold', 'apply']] });
    assert.ok((await emails(d)).every(([, email]) => email === ''));
    assert.deepEqual([cleared.counts.guardians.updated, cleared.counts.guardians.archived], [9, 0]);
    await d.sync(csv(strangers(9), columns), { answers: [['removals', 'archive']] });
    assert.deepEqual((await emails(d)).slice(0, 2), stored);
  });

  it('leaves the other contact, by which a person stays known', async () => {
    const d = await newDistrict();
    const own = { studentSisId: 'S21', firstName: 'Maria', lastName: 'Garcia', email: 'maria@x.org' };
    const files = [9, 10].map((count) =>
      csv(
        [
          { ...own, mobilePhone: switchboard },
          ...strangers(count - 1).map((row) => ({ ...row, email: '', mobilePhone: switchboard })),
        ],
        columns,
      ),
    );
    for (const [file, phone] of [
      [files[0]!, switchboard],
      [files[1]!, ''],
      [files[0]!, switchboard],
    ] as const) {
      await d.sync(file, { answers: [['hold', 'apply']] });
      const [found, ...more] = (await d.guardians()).filter(({ name, open }) => open && name === 'Maria Garcia');
      assert.deepEqual([found?.email, found?.phone, more], ['maria@x.org', phone, []]);
    }
    assert.equal((await d.accounts()).filter(({ name }) => name === 'Maria Garcia').length, 1, 'ever');
  });
});
