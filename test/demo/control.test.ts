import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SyncFailure } from '../../src/contract/failures.js';
import { connectDemo } from '../../src/demo/control-client.js';
import { startControlServer } from '../../src/demo/control-server.js';
import type { DemoAction } from '../../src/demo/story.js';
import { inProcess, withEnvironment } from '../cli/run-cli.js';
import { demoOf } from '../web/demo-control.js';

const code = (expected: string) => (error: unknown) => (error as SyncFailure).code === expected;

describe('The control of the demo', () => {
  it('lets another process see and steer the demo that serves it', async () => {
    const server = await startControlServer();
    try {
      const client = connectDemo(server.url);
      await assert.rejects(client.state(), code('DemoStarting'));
      const demo = demoOf({ passwordBroken: true }, 5);
      server.serve(demo);
      assert.equal((await client.state()).passwordBroken, true);
      assert.deepEqual(await client.act('kill-worker'), { run: 5 });
      assert.deepEqual(demo.asked, ['kill-worker']);
      server.serve({ ...demo, act: () => Promise.reject(new SyncFailure('DemoBusy', 'Later.')) });
      await assert.rejects(client.act('change'), { code: 'DemoBusy', message: 'Later.' });
    } finally {
      await server.stop();
    }
  });

  it('answers nobody without its secret, and does only what there is', async () => {
    const server = await startControlServer();
    try {
      const demo = demoOf({});
      server.serve(demo);
      const { origin } = new URL(server.url);
      for (const url of [origin, `${origin}/x`, `${server.url}x`]) {
        await assert.rejects(connectDemo(url).act('change'), code('DemoNotRunning'));
        await assert.rejects(connectDemo(url).state(), code('DemoNotRunning'));
      }
      await assert.rejects(connectDemo(server.url).act('toString' as DemoAction), code('DemoNotRunning'));
      assert.deepEqual(demo.asked, []);
    } finally {
      await server.stop();
    }
    await assert.rejects(connectDemo(server.url).state(), code('DemoNotRunning'));
  });

  it('is not there for a command without a demo, which says how to start one', async () => {
    const restore = withEnvironment({});
    const empty = mkdtempSync(path.join(tmpdir(), 'dailysync-no-demo-'));
    try {
      const { code: exit, err } = await inProcess(['demo', 'change', '--data', empty]);
      assert.equal(exit, 1);
      assert.match(err, /^DemoNotRunning: No demo runs in the data folder .*npm run demo/);
      assert.equal((await inProcess(['demo', 'dance'])).code, 2);
    } finally {
      restore();
      rmSync(empty, { recursive: true });
    }
  });
});
