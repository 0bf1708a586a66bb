/**
 * The real SQL against a model in memory: the same guardians, links and accounts after every run, and nothing new where
 * the same files come again. 10,000 histories take 5 to 15 minutes on two cores:
 *
 *   MODEL_HISTORIES=10000 node --import tsx node_modules/mocha/bin/mocha.js --no-config --exit --require test/support/hooks.ts test/model/model.test.ts
 *
 * A failure prints its seed and the smallest history that still differs; MODEL_SEED draws the same again.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { createTestDatabase } from '../support/database.js';
import { type Difference, differences } from './compare.js';
import { anyHistory, anyPlan, type History, type Plan } from './histories.js';
import { type Alone, shrink } from './shrink.js';

const wanted = Number(process.env.MODEL_HISTORIES ?? 400);
const firstSeed = Number(process.env.MODEL_SEED ?? randomInt(2 ** 31 - wanted));
const sideBySide = Number(process.env.MODEL_SIDE_BY_SIDE ?? 200);

describe('histories in the model and in the database', function () {
  this.timeout(Math.max(120_000, wanted * 500));
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  before(async () => {
    database = await createTestDatabase();
  });
  after(async () => {
    await database.drop();
  });

  it(`come to the same after every run (seed ${firstSeed})`, async () => {
    for (let done = 0, seed = firstSeed; done < wanted; done += sideBySide, seed += 1) {
      const [plan] = fc.sample(anyPlan, { numRuns: 1, seed });
      const histories = fc.sample(anyHistory(plan!), { numRuns: sideBySide, seed });
      const found = await differences(database.db, plan!, histories);
      if (found.length > 0) await fail(plan!, histories, found, seed);
    }
  });

  async function fail(plan: Plan, histories: History[], found: Difference[], seed: number): Promise<never> {
    const { history, night } = found[0]!;
    const differ = ({ plan, history }: Alone) => differences(database.db, plan, [history]);
    const drawn = { plan: plan.slice(0, night + 1), history: histories[history]!.slice(0, night + 1) };
    const smallest = await shrink(drawn, async (smaller) => (await differ(smaller)).length > 0);
    const [last] = await differ(smallest);
    const { model, sql, what } = last ?? found[0]!;
    const where = `${found.length} of ${histories.length} histories differ in night ${night + 1} after ${what} (MODEL_SEED=${seed}, MODEL_HISTORIES=1)`;
    const text = JSON.stringify(smallest);
    assert.deepEqual(
      sql,
      model,
      `${where}: ${text}\nsql ${JSON.stringify(sql, null, 1)}\nmodel ${JSON.stringify(model, null, 1)}`,
    );
    throw new Error(where);
  }
});
