import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { SyncAnswers } from '../../src/requests/answers.js';
import { addDistrict } from '../../src/settings/scopes.js';
import { createWebServer } from '../../src/web/server.js';
import { createTestDatabase } from '../support/database.js';
import { needs } from '../support/needs.js';
import { insertAskingRun, insertOtherKinds } from './asking-fixture.js';
import { demoOf, storyOf } from './demo-control.js';
import { type Fixture, insertRun, insertSecondRun } from './fixture.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const quiet = ['--disable-background-networking', '--no-first-run', '--disable-component-update', '--disable-sync'];

const looks: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  narrow: { colorScheme: 'light', viewport: { width: 320, height: 640 } },
};

describe('The pages in a browser', function () {
  this.timeout(60_000);
  const executablePath = needs('chromium');
  let app: FastifyInstance;
  let browser: Browser;
  let drop: () => Promise<void>;
  let fixture: Fixture;
  let root: string;
  let demoApp: FastifyInstance;
  let demoRoot: string;
  let paths: string[];
  let asked: string[];
  let forms: [page: string, ask: string][];

  before(async () => {
    const database = await createTestDatabase();
    drop = database.drop;
    fixture = await insertRun(database.db, 'hill');
    await addDistrict(database.db, { slug: 'lake', name: 'Lake District' });
    const answers: SyncAnswers = { decide: async () => '', retry: async () => '' };
    app = createWebServer({ db: database.db, temporalUiUrl: 'http://localhost:8233', answers });
    await app.listen({ host: '127.0.0.1', port: 0 });
    root = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    const second = await insertSecondRun(database.db, fixture);
    const control = demoOf({
      waitingRun: fixture.runId,
      stories: [storyOf(fixture.runId, { state: 'waiting' }), storyOf(second, { action: 'kill-worker' })],
    });
    demoApp = createWebServer({
      db: database.db,
      temporalUiUrl: 'http://localhost:8233',
      demo: control,
    });
    await demoApp.listen({ host: '127.0.0.1', port: 0 });
    demoRoot = `http://127.0.0.1:${(demoApp.server.address() as AddressInfo).port}`;
    const asking = await insertAskingRun(database.db, fixture);
    const hill = `/runs/${asking}`;
    const pond = await insertRun(database.db, 'pond');
    const [held, failed] = [await insertAskingRun(database.db, pond, 'held'), await insertRun(database.db, 'sea')];
    const failedRun = await insertAskingRun(database.db, failed, 'needs_attention');
    const others = (await insertOtherKinds(database.db, await insertRun(database.db, 'brook'))).map(
      (run) => `/runs/${run}`,
    );
    const [ana] = await database.db('guardian').where({ first_name: 'Ana' }).select('guardian_id as id');
    asked = [
      ...others,
      `/guardians/${ana.id}/history`,
      hill,
      `${hill}/removals`,
      `/runs/${held}`,
      `/runs/${failedRun}`,
    ];
    forms = [
      [`${hill}/removals`, 'removals archive'],
      [`/runs/${held}`, 'hold apply'],
    ];
    paths = ['/', `/runs/${fixture.runId}`, `/runs/${second}`, `/students/${fixture.students[0]}/family`];
    browser = await chromium.launch({
      executablePath,
      args: ['--headless', '--no-sandbox', '--disable-gpu', ...quiet],
    });
  });
  after(async () => {
    await browser?.close();
    await app?.close();
    await demoApp?.close();
    await drop?.();
  });

  /** Fills the form of a page in and presses its button: what asks again is a page, too. */
  async function press(page: Page, [url, ask]: (typeof forms)[number]): Promise<void> {
    await page.goto(root + url);
    await page.fill('input[name="by"]', 'Ada Admin');
    await page.click(`button[value="${ask}"]`);
    await page.waitForSelector('.confirm');
  }

  for (const [look, options] of Object.entries(looks)) {
    it(`have no fault that axe finds, load cleanly and fit (${look})`, async () => {
      const page = await (await browser.newContext(options)).newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      const urls = [...paths, ...asked].map((each) => root + each);
      for (const path of [...urls, ...paths.map((each) => demoRoot + each), ...forms]) {
        if (typeof path === 'string') await page.goto(path);
        else await press(page, path);
        await page.evaluate(await readFile(axe, 'utf8'));
        const faults = await page.evaluate<string[]>(
          `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
        );
        assert.deepEqual(faults, [], String(path));
        const [wide, room] = await page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, innerWidth]',
        );
        assert.ok(wide <= room, `${path} is ${wide} wide in a window of ${room}`);
      }
      // A style or script that the policy refuses is told on the console.
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }
});
