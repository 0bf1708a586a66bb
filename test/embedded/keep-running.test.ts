import assert from 'node:assert/strict';
import { keepRunning } from '../../src/embedded/keep-running.js';
import type { ExitStatus, RunningProcess } from '../../src/embedded/processes.js';

function fakeProcess(pid: number): RunningProcess & { crash(status: ExitStatus): void } {
  let end!: (status: ExitStatus) => void;
  const exited = new Promise<ExitStatus>((resolve) => {
    end = resolve;
  });
  return { pid, exited, crash: end, stop: async () => end({ code: 0, signal: null }) };
}

/** Resolves with the first line that matches. */
function watchedLog(): { log: (line: string) => void; lines: string[]; seen(pattern: RegExp): Promise<string> } {
  const lines: string[] = [];
  const waiting: { pattern: RegExp; resolve: (line: string) => void }[] = [];
  return {
    lines,
    log(line) {
      lines.push(line);
      for (const { pattern, resolve } of waiting) if (pattern.test(line)) resolve(line);
    },
    seen: (pattern) =>
      new Promise((resolve) => {
        const line = lines.find((earlier) => pattern.test(earlier));
        if (line !== undefined) resolve(line);
        else waiting.push({ pattern, resolve });
      }),
  };
}

describe('keepRunning', () => {
  it('starts a crashed process again, and tries on when the start fails too', async () => {
    const processes = [fakeProcess(1), fakeProcess(2)];
    const starts = [async () => processes[0]!, () => Promise.reject(new Error('no room')), async () => processes[1]!];
    const { log, seen } = watchedLog();
    const kept = await keepRunning('worker', () => starts.shift()!(), log);
    assert.equal(kept.pid, 1);
    processes[0]!.crash({ code: null, signal: 'SIGKILL' });
    assert.match(await seen(/ended/), /worker ended by signal SIGKILL; starting it again in 0\.5 s/);
    assert.equal(kept.pid, null);
    assert.match(await seen(/could not/), /no room; trying again in 1 s/);
    await seen(/runs again \(process 2\)/);
    assert.equal(kept.pid, 2);
    await kept.stop();
  });

  it('leaves a stopped process stopped', async () => {
    let starts = 0;
    const { log, lines } = watchedLog();
    const kept = await keepRunning('web', async () => fakeProcess(++starts), log);
    await kept.stop();
    assert.equal(starts, 1);
    assert.deepEqual(lines, []);
  });

  it('gives a wait up when it is stopped', async () => {
    const process = fakeProcess(1);
    let starts = 0;
    const { log, seen } = watchedLog();
    const kept = await keepRunning(
      'web',
      async () => {
        starts += 1;
        return process;
      },
      log,
    );
    process.crash({ code: 1, signal: null });
    await seen(/ended with exit code 1/);
    await kept.stop();
    assert.equal(starts, 1);
  });

  it('fails where the first start fails', async () => {
    await assert.rejects(
      keepRunning(
        'web',
        () => Promise.reject(new Error('port taken')),
        () => {},
      ),
      /port taken/,
    );
  });
});
