import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { writeGuardianFile } from './guardian-file.js';

/** The last line of `npm run bench -- check --json`; medians over the rounds, the higher peak. */
export interface CheckResult {
  bench: 'check';
  rows: number;
  goodSeconds: number;
  unclosedSeconds: number;
  /** Unclosed to good: at most 2 is the promise. */
  ratio: number;
  rowsPerSecond: number;
  peakMb: number;
}

interface Options {
  rows: number;
  rounds: number;
  say(line: string): void;
}

const entry = path.resolve(import.meta.dirname, '../dist/src/cli/main.js');

/** `dailysync check` on a good file, and on the same with a quote in every row that is not closed, in turn. */
export async function benchCheck({ rows, rounds, say }: Options): Promise<CheckResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dailysync-bench-'));
  try {
    const [good, unclosed] = [path.join(folder, 'guardians.csv'), path.join(folder, 'GUARDIANS.csv')];
    await writeGuardianFile(good, rows);
    await leaveQuotesOpen(good, unclosed);
    const measured: Record<'good' | 'unclosed', Measured>[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const result = { good: await check(good, 0), unclosed: await check(unclosed, rows) };
      measured.push(result);
      for (const [name, { seconds, peakMb }] of Object.entries(result))
        say(`${name}: ${seconds.toFixed(2)} s, peak ${peakMb} MB`);
    }
    const [goodSeconds, unclosedSeconds] = (['good', 'unclosed'] as const).map((name) =>
      median(measured.map((round) => round[name].seconds)),
    ) as [number, number];
    return {
      bench: 'check',
      rows,
      goodSeconds,
      unclosedSeconds,
      ratio: Math.round((unclosedSeconds / goodSeconds) * 1000) / 1000,
      rowsPerSecond: Math.round(rows / goodSeconds),
      peakMb: Math.max(...measured.flatMap(({ good, unclosed }) => [good.peakMb, unclosed.peakMb])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last name is in quotes in every row: its closing quote goes. */
async function leaveQuotesOpen(from: string, to: string): Promise<void> {
  const file = createWriteStream(to);
  let text = '';
  for await (const line of createInterface({ input: createReadStream(from) })) {
    text += `${line.replace('",', ',')}\r\n`;
    if (text.length > 1 << 20) {
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    }
  }
  file.end(text);
  await once(file, 'close');
}

interface Measured {
  seconds: number;
  /** Highest resident memory of the process (Linux). */
  peakMb: number;
}

async function check(file: string, errors: number): Promise<Measured> {
  const started = Date.now();
  const child = spawn(process.execPath, [entry, 'check', file, '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = peakOf(child.pid) ?? peakMb;
  }, 50);
  await once(child, 'close');
  clearInterval(watch);
  const { counts } = JSON.parse(out) as { counts: { error: number } };
  if (counts.error !== errors) throw new Error(`${counts.error} rows in error, not ${errors}`);
  return { seconds: (Date.now() - started) / 1000, peakMb };
}

function peakOf(pid: number | undefined): number | null {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return peak === undefined ? null : Math.round(Number(peak) / 1024);
  } catch {
    return null;
  }
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
