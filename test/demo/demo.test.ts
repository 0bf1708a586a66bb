import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { removeCluster } from '../../src/embedded/postgres-home.js';
import { until } from '../support/runs.js';

/** A page is made of many queries: asked for more often it would slow down what it tells of. */
const pollMs = 500;
const root = path.resolve(import.meta.dirname, '../..');

/** The built demo as a person has it: its page in one window, a second terminal next to it. */
describe('The running demo', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'dailysync-demo-test-'));
  let demo: ChildProcess;
  let page: string;

  before(async () => {
    const { DATABASE_URL: _db, TEMPORAL_ADDRESS: _temporal, ...env } = process.env;
    demo = spawn(process.execPath, ['scripts/demo.mjs', '--data', folder], {
      ...{ cwd: root, env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: string[] = [];
    for await (const line of createInterface({ input: demo.stderr! })) {
      said.push(line);
      if (line.startsWith('Ctrl-C')) break;
    }
    demo.stderr!.resume();
    const shown = said.map((line) => /^What just happened +(\S+)$/.exec(line)?.[1]).find(Boolean);
    assert.ok(shown, said.join('\n'));
    page = shown;
  });
  after(async () => {
    if (demo.exitCode === null) {
      const ended = once(demo, 'exit');
      demo.kill('SIGINT');
      await ended;
    }
    await removeCluster(path.join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  });

  const htmlOf = async (url: string) => (await fetch(url)).text();
  async function press(action: string): Promise<string> {
    const token = /name="token" value="([\w-]+)"/.exec(await htmlOf(page))?.[1] ?? '';
    const { origin } = new URL(page);
    const response = await fetch(`${origin}/demo/${action}`, {
      ...{ method: 'POST', redirect: 'manual', headers: { origin } },
      body: new URLSearchParams({ token }),
    });
    assert.equal(response.status, 303, action);
    return new URL(response.headers.get('location')!, origin).href;
  }
  const ended = (url: string) => until(async () => (await htmlOf(url)).includes('<ul class="checks">'), pollMs);

  it('shows the differences after a change of the files, and that they are the expected ones', async () => {
    const url = await press('change');
    await ended(url);
    const html = await htmlOf(url);
    assert.match(html, /Everything is as the demo expects/);
    assert.match(
      html,
      /Marisol Núñez <small>staff member, teacher<\/small>[\s\S]*class="before">\(\d{3}\) 555-[\s\S]*class="after">\(/,
    );
    for (const title of ['Changed', 'New', 'Archived']) assert.match(html, new RegExp(`<h3>${title} <small>`));
  });

  it('goes on after its worker was killed, by command, without reading finished batches again', async () => {
    const command = spawn(
      process.execPath,
      ['scripts/dailysync.mjs', 'demo', 'kill-worker', '--data', folder, '--json'],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let out = '';
    command.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const [code] = await once(command, 'close');
    const story = JSON.parse(out);
    assert.equal(code, 0, out);
    assert.equal(story.matches, true);
    const killed = /process (\d+), was killed .* when (\d+) batches/.exec(story.happened.join(' '))!;
    const workers = new Set(story.batches.map(({ worker }: { worker: string }) => worker.split('@')[0]));
    assert.equal(workers.size, 2);
    assert.ok(workers.has(killed[1]!));
    const again = story.batches
      .filter(({ attempt }: { attempt: number }) => attempt > 1)
      .map(({ batch }: { batch: number }) => batch);
    const told = /Batch (\d+) was under way when the worker died/.exec(story.happened.at(-1));
    assert.deepEqual(again, told ? [Number(told[1])] : [], story.happened.at(-1));
    assert.match(await htmlOf(`${new URL(page).origin}/runs/${story.run}`), /The batches of the guardian file/);
  });

  it('needs attention with a wrong password, and completes the same run once it is fixed and retried', async () => {
    const url = await press('break-password');
    await until(async () => (await htmlOf(url)).includes('Needs attention'), pollMs);
    assert.match(
      await htmlOf(url),
      /Login to the SFTP server [\s\S]*<a href="http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/daily-sync%2Fmaple-valley\//,
    );
    page = url;
    await press('fix-password');
    assert.equal(await press('retry'), url);
    await ended(url);
    assert.match(await htmlOf(url), /Everything is as the demo expects[\s\S]*After the retry the same run is done/);
  });
});
