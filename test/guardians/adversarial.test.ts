/**
 * Files that say of one person what is another's. `npm run test:long -- --histories 50000 test/guardians/adversarial.test.ts`
 * draws 1,000 of each kind, PROPERTY_RUNS=1000 too. A failure prints its seed.
 */
import assert from 'node:assert/strict';
import { createTestDatabase } from '../support/database.js';
import { draws } from '../support/draws.js';
import { damages } from './adversarial/damage.js';
import { drawn, type Outcome } from './adversarial/drawn.js';
import { withoutGuards } from './adversarial/without-guards.js';

const numRuns = draws(4);
const firstSeed = Number(process.env.PROPERTY_SEED ?? 1) * 1_000_000;
const mostToBreak = 100;
/** Districts that sync at the same time. */
const lanes = 4;

describe('adversarial files', function () {
  this.timeout(240_000 + numRuns * 10_000);
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  const of: Record<Outcome, number> = { held: 0, dropped: 0, applied: 0 };

  for (const [at, [kind, damage]] of Object.entries(damages).entries()) {
    const seedOf = (n: number) => firstSeed + at * 100_000 + n;

    it(`${kind}: no two people share a guardian or an account`, async () => {
      const found: Record<Outcome, number> = { held: 0, dropped: 0, applied: 0 };
      await inLanes(numRuns, async (n) => {
        const { outcome, shared } = await drawn(database.db, seedOf(n), damage, 'as set');
        assert.deepEqual(shared, [], `${kind}, seed ${seedOf(n)}`);
        found[outcome] += 1;
        of[outcome] += 1;
      });
      console.log(`      ${kind}: ${found.held} held, ${found.dropped} dropped, ${found.applied} applied`);
    });

    it(`${kind}: without the guards, two people do`, async () => {
      let broken = 0;
      const { db, leftOut } = withoutGuards(database.db);
      await inLanes(mostToBreak, async (n) => {
        if (broken > 0) return;
        const { shared } = await drawn(db, seedOf(n), damage, 'nothing');
        if (shared.length > 0) broken += 1;
      });
      assert.ok(leftOut() > 0, 'the guards were left out');
      assert.ok(broken > 0, `none of ${mostToBreak} draws broke anything, so the property proves nothing`);
    });
  }

  it('are applied in half of all draws at least', () => {
    assert.ok(of.applied * 2 >= of.held + of.dropped + of.applied, JSON.stringify(of));
  });
});

/** Some at a time. */
async function inLanes(count: number, action: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await action(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
