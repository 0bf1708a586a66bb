import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../src/embedded/ports.js';
import { createTestDatabase } from '../support/database.js';

const entry = new URL('../../src/main/web.ts', import.meta.url).href;

describe('The web process', () => {
  let drop: () => Promise<void>;
  let url: string;
  let child: ChildProcess | undefined;

  before(async () => {
    ({ url, drop } = await createTestDatabase());
  });
  after(async () => {
    if (child?.exitCode === null) child.kill('SIGKILL');
    await drop();
  });

  it('says that it has no login, answers, and ends cleanly when asked to', async () => {
    const port = await freePort();
    child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', `(await import('${entry}')).runWeb()`],
      {
        env: { ...process.env, DATABASE_URL: url, DAILYSYNC_WEB_PORT: String(port), DAILYSYNC_WEB_HOST: '' },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let log = '';
    child.stderr!.setEncoding('utf8');
    for await (const chunk of child.stderr!.iterator({ destroyOnReturn: false })) {
      log += chunk;
      if (log.includes('"msg"')) break;
    }
    assert.match(log, /"host":"127\.0\.0\.1".*without login/);
    assert.deepEqual(await (await fetch(`http://127.0.0.1:${port}/healthz`)).json(), { status: 'ok' });
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
  });
});
