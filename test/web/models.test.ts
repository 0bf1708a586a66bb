import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { whatIsAsked } from '../../src/web/features/decide/asking.js';
import { confirmPage } from '../../src/web/features/decide/confirm-page.js';
import { removalsPage } from '../../src/web/features/decide/removals-page.js';
import { familyPage } from '../../src/web/features/family/page.js';
import { historyPage } from '../../src/web/features/history/page.js';
import { homePage } from '../../src/web/features/home/page.js';
import { runPage } from '../../src/web/features/run/page.js';
import type { Services } from '../../src/web/plugins/services.js';
import { createTestDatabase } from '../support/database.js';
import { insertAskingRun, insertOtherKinds } from './asking-fixture.js';
import { demoOf, storyOf } from './demo-control.js';
import { insertRun, insertSecondRun, planted } from './fixture.js';

describe('The models of the pages', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());

  it('are plain data without HTML, as an API could answer with', async () => {
    const fixture = await insertRun(db, 'hill');
    const runs = [
      ...[fixture.runId, await insertSecondRun(db, fixture), ...(await insertOtherKinds(db, fixture))],
      await insertAskingRun(db, fixture, 'held'),
      await insertAskingRun(db, fixture),
    ];
    const services: Services = {
      ...{ db, temporalUiUrl: 'http://localhost:8233', temporalNamespace: 'default', dataFolder: 'x' },
      answers: { decide: async () => '', retry: async () => '' },
      demo: demoOf({ stories: [storyOf(fixture.runId)] }),
    };
    const asking = await whatIsAsked(db, runs.at(-1)!);
    const [guardian] = await db('guardian').where({ first_name: 'Ana' }).select('guardian_id as id');
    const answer = { question: 'hold', by: 'Ada', records: null, askAgain: true } as const;
    const form = { token: 't', following: false };
    const models: object[] = [
      await homePage(db, null),
      ...(await Promise.all(runs.map((run) => runPage(services, run, form)))),
      await familyPage(db, fixture.students[0]!),
      await historyPage(db, guardian.id),
      await removalsPage(db, asking, { token: 't', page: 1, dataFolder: null }),
      await confirmPage(db, asking, { ...answer, ask: 'hold apply' }, 't'),
    ];
    for (const model of models) {
      const text = JSON.stringify(model);
      assert.deepEqual(JSON.parse(text), model);
      // What a file holds is data, and escaped when it is shown.
      assert.doesNotMatch(text.replaceAll(JSON.stringify(planted).slice(1, -1), ''), /<|&[a-z]+;/);
    }
  });
});
