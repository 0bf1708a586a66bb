import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const minutes = process.env.CHAOS_MINUTES ?? '3';
const seed = process.env.CHAOS_SEED ?? '1';

/** Servers of its own, to be killed: they must not be those of the other tests. */
describe('faults drawn at random', function () {
  this.timeout(Number(minutes) * 60_000 + 600_000);

  it(`leave every district equal to its undisturbed twin (${minutes} minutes, seed ${seed})`, async () => {
    const program = path.join(import.meta.dirname, 'main.ts');
    const args = ['--import', 'tsx', program, '--minutes', minutes, '--seed', seed];
    const chaos = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    for (const stream of [chaos.stdout, chaos.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        told += text;
      });
    }
    const [code] = await once(chaos, 'close');
    assert.equal(code, 0, told);
  });
});
