import assert from 'node:assert/strict';
import fc from 'fast-check';
import { query } from '../../src/db/sql-files.js';
import { type Account, type TestDistrict, useDistricts } from '../guardians/harness.js';
import { draws, timeFor } from '../support/draws.js';

const numRuns = draws(15);

interface Person {
  kind: 'staff' | 'guardian';
  name: string;
  contact: string;
}

/** What a source may say of a person, or null where it no longer names them. */
const said = fc.option(
  fc.record({ first: fc.constantFrom('Ana', 'ANA', 'Leo'), contact: fc.constantFrom('', 'a@x.org', 'b@x.org') }),
  { nil: null, freq: 4 },
);
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ person: fc.nat(5), said }) },
  { weight: 1, arbitrary: fc.record({ claim: fc.nat(9) }) },
  { weight: 4, arbitrary: fc.constant('step' as const) },
);

describe('properties of the accounts', function () {
  this.timeout(timeFor(numRuns));
  const district = useDistricts();

  it('are the classes of active roles under equal keys, whatever the history', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 24 }), async (history) => {
        const d = await district({ bare: true });
        const people = new Map<string, Person>();
        for (const each of history) {
          if (each === 'step') {
            await d.assignAccounts();
            await check(d, people);
          } else if ('claim' in each) await claim(d, each.claim);
          else await say(d, people, each.person, each.said);
        }
        await d.assignAccounts();
        await check(d, people);
        const versions = await d.versions();
        assert.deepEqual(Object.values(await d.assignAccounts()), [0, 0, 0, 0, 0]);
        assert.equal(await d.versions(), versions);
      }),
      { numRuns },
    );
  });

  async function claim(d: TestDistrict, index: number): Promise<void> {
    const open = (await d.accounts()).filter((account) => account.open);
    const chosen = open[index % Math.max(open.length, 1)];
    if (chosen) await d.claim(chosen.id);
  }

  async function say(
    d: TestDistrict,
    people: Map<string, Person>,
    number: number,
    what: { first: string; contact: string } | null,
  ): Promise<void> {
    const kind = number < 3 ? 'staff' : 'guardian';
    const id = `${kind} P${number}`;
    const { runId } = await d.openRun();
    const table = { staff: { name: 'staff', source: 'source_id' }, guardian: { name: 'guardian', source: 'sis_id' } }[
      kind
    ];
    const values = { district: d.districtId, scope: d.scopeId, source: `P${number}`, runId };
    if (what === null) {
      people.delete(id);
      await query(
        d.db,
        `update ${table.name} set archived_at = now()
         where district_id = :district and ${table.source} = :source and archived_at is null`,
        values,
      );
      return;
    }
    people.set(id, { kind, name: `${what.first} Ruiz`, contact: what.contact });
    const updated = await query(
      d.db,
      `update ${table.name} set archived_at = null, first_name = :first, last_name = 'Ruiz', email = :contact
       where district_id = :district and ${table.source} = :source returning 1`,
      { ...values, ...what },
    );
    if (updated.length > 0) return;
    await query(
      d.db,
      `insert into ${table.name} (district_id, scope_id, ${table.source}, first_name, last_name, email, created_run, source_run)
       values (:district, :scope, :source, :first, 'Ruiz', :contact, :runId, :runId)`,
      { ...values, ...what },
    );
  }

  async function check(d: TestDistrict, people: Map<string, Person>): Promise<void> {
    const accounts = await d.accounts();
    const ids = await query<{ id: string; source: string }>(
      d.db,
      `select 'guardian ' || guardian_id as id, 'guardian ' || sis_id as source from guardian where district_id = :district`,
      { district: d.districtId },
    );
    const source = new Map(ids.map(({ id, source: of }) => [id, of]));
    const held = accounts
      .filter(({ open }) => open)
      .map(({ roles }) => roles.map((role) => source.get(role) ?? role).sort());
    assert.deepEqual(held.map(String).sort(), classes(people).map(String).sort());
    for (const account of accounts) checkClosed(account, accounts);
  }

  function checkClosed(account: Account, accounts: Account[]): void {
    if (account.open) assert.equal(account.mergedInto, null);
    else assert.deepEqual(account.roles, []);
    if (account.mergedInto !== null) assert.ok(accounts.some(({ id }) => id === account.mergedInto));
  }

  /** docs/guardian-rules.md 4 in memory: people of one folded name and one contact; without contact each for themselves. */
  function classes(people: Map<string, Person>): string[][] {
    const byKey = new Map<string, string[]>();
    for (const [id, { name, contact }] of people) {
      const key = contact === '' ? id : `${name.toLowerCase()} ${contact}`;
      byKey.set(key, [...(byKey.get(key) ?? []), id]);
    }
    return [...byKey.values()].map((ids) => ids.sort());
  }
});
