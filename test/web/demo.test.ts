import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { SyncFailure } from '../../src/contract/failures.js';
import type { DemoControl } from '../../src/demo/story.js';
import { createWebServer } from '../../src/web/server.js';
import { createTestDatabase } from '../support/database.js';
import { demoOf, storyOf } from './demo-control.js';
import { type Fixture, insertRun } from './fixture.js';

const form = { 'content-type': 'application/x-www-form-urlencoded', host: 'localhost:8080' };

describe("The demo's pages", () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let fixture: Fixture;
  let app: FastifyInstance | undefined;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
    fixture = await insertRun(db, 'hill');
  });
  afterEach(() => app?.close());
  after(() => drop());

  function serve(control?: DemoControl): FastifyInstance {
    app = createWebServer({
      ...{ db, temporalUiUrl: 'http://localhost:8233' },
      ...(control ? { demo: control, dataFolder: 'x' } : {}),
    });
    return app;
  }
  const runUrl = () => `/runs/${fixture.runId}`;
  const tokenOf = async (server: FastifyInstance) =>
    /name="token" value="([\w-]{32})"/.exec((await server.inject(runUrl())).body)![1]!;
  const press = async (server: FastifyInstance, action: string, headers = {}, token?: string) =>
    server.inject({
      ...{ method: 'POST', url: `/demo/${action}`, headers: { ...form, ...headers } },
      payload: `token=${token ?? (await tokenOf(server))}`,
    });

  it('have no buttons and take no forms outside the demo', async () => {
    const server = serve();
    const { body, headers } = await server.inject(runUrl());
    assert.doesNotMatch(body, /<form|<button|Try it/);
    assert.match(String(headers['content-security-policy']), /form-action 'none'/);
    const { statusCode } = await press(server, 'change', {}, 'x');
    assert.ok(statusCode === 404 || statusCode === 415, `${statusCode}`);
  });

  it('do what a button says, once, and lead to the run', async () => {
    const control = demoOf({}, 7);
    const server = serve(control);
    const { body, headers } = await server.inject(runUrl());
    assert.match(String(headers['content-security-policy']), /form-action 'self'/);
    assert.match(body, /npx dailysync demo kill-worker --data x/);
    const { statusCode, headers: answer } = await press(server, 'change', {
      origin: 'http://localhost:8080',
      'sec-fetch-site': 'same-origin',
    });
    assert.equal(statusCode, 303);
    assert.equal(answer.location, '/runs/7?follow=1');
    assert.deepEqual(control.asked, ['change']);
  });

  it('refuse what other sites send, and what lacks the token', async () => {
    const control = demoOf({});
    const server = serve(control);
    const foreign = [
      press(server, 'change', { origin: 'http://evil.example' }),
      press(server, 'change', { origin: 'null' }),
      press(server, 'change', { origin: 'http://localhost:9999' }),
      press(server, 'change', { 'sec-fetch-site': 'cross-site' }),
      press(server, 'change', { 'sec-fetch-site': 'same-site' }),
      press(server, 'change', { host: 'evil.example' }),
      press(server, 'change', {}, ''),
      press(server, 'change', {}, 'x'.repeat(32)),
      press(server, 'change', {}, 'ü'.repeat(32)),
    ];
    for (const { statusCode } of await Promise.all(foreign)) assert.equal(statusCode, 403);
    assert.equal((await press(server, 'drop-tables')).statusCode, 404);
    assert.equal((await press(server, 'change', {}, 'x'.repeat(2000))).statusCode, 413);
    assert.equal((await server.inject({ method: 'GET', url: '/demo/change' })).statusCode, 404);
    assert.deepEqual(control.asked, []);
  });

  it('say why something is not possible now', async () => {
    const busy = { ...demoOf({}), act: () => Promise.reject(new SyncFailure('DemoBusy', 'A sync is still running.')) };
    const { statusCode, body } = await press(serve(busy), 'change');
    assert.equal(statusCode, 409);
    assert.match(body, /Not now[\s\S]*A sync is still running\./);
  });

  it('hold the buttons back while a sync runs, and look again only when asked to', async () => {
    const server = serve(demoOf({ busy: true, stories: [storyOf(fixture.runId, { state: 'running' })] }));
    const still = await server.inject(runUrl());
    assert.doesNotMatch(still.body, /<form/);
    assert.match(still.body, /The buttons come back/);
    assert.equal(still.headers.refresh, undefined);
    const following = await server.inject(`${runUrl()}?follow=1`);
    assert.equal(following.headers.refresh, '2');
    assert.match(following.body, new RegExp(`<a href="${runUrl()}">Stop refreshing</a>`));
  });

  it('stop looking again when the run has ended', async () => {
    const server = serve(demoOf({ stories: [storyOf(fixture.runId)] }));
    assert.equal((await server.inject(`${runUrl()}?follow=1`)).headers.refresh, undefined);
  });

  it('offer to fix it, then to retry, and lead to the run in the Temporal UI', async () => {
    const waiting = { waitingRun: fixture.runId, stories: [storyOf(fixture.runId, { state: 'waiting' as const })] };
    const broken = (await serve(demoOf({ ...waiting, passwordBroken: true })).inject(runUrl())).body;
    assert.match(broken, /action="\/demo\/fix-password"/);
    assert.match(
      broken,
      /localhost:8233\/namespaces\/default\/workflows\/daily-sync%2Fhill\/t0\/history">open the run/,
    );
    await app?.close();
    const fixed = (await serve(demoOf(waiting)).inject(runUrl())).body;
    assert.match(fixed, /action="\/demo\/retry"/);
    assert.doesNotMatch(fixed, /fix-password"/);
  });

  it('tell what was as expected and what differs, and which worker had which batch', async () => {
    const { body } = await serve(demoOf({ stories: [storyOf(fixture.runId)] })).inject(runUrl());
    assert.match(body, /Not everything is as expected/);
    assert.match(body, /<li class="ok">[\s\S]*The run is done[\s\S]*<li class="differs">[\s\S]*\(found: 1 new\)/);
    assert.match(
      body,
      /<th scope="row">2<\/th><td>running<\/td><td>07:00:09\.000 UTC<\/td><td><\/td><td>2<\/td><td>process 42/,
    );
  });

  it('are plain pages when the demo has ended', async () => {
    const gone = { ...demoOf({}), state: () => Promise.reject(new SyncFailure('DemoNotRunning', 'gone')) };
    const { statusCode, body } = await serve(gone).inject(runUrl());
    assert.equal(statusCode, 200);
    assert.doesNotMatch(body, /<form/);
  });
});
