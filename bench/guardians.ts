import path from 'node:path';
import { floorSeconds } from './floor.js';
import { writeGuardianFile } from './guardian-file.js';
import { type Measured, type MeasuredSystem, startMeasuredSystem } from './measured-system.js';
import { type Compared, table } from './table.js';

interface Options {
  rows: number;
  rounds: number;
  say(line: string): void;
}

/** The last line of `npm run bench -- guardians --json`; seconds and ratios are medians over the rounds. */
export interface GuardiansResult {
  bench: 'guardians';
  rows: number;
  floorSeconds: number;
  first: Timed;
  changed: Timed;
  identical: Timed;
  small: Record<string, number>;
  peakMb: number;
  historyEvents: number;
  historyBytes: number;
  walMb: number;
}

interface Timed {
  seconds: number;
  /** To the floor of the same round. */
  ratio: number;
}

interface Round {
  floor: number;
  syncs: Record<(typeof kinds)[number], Compared>;
}

const kinds = ['first', 'identical', 'changed'] as const;

/** The whole sync of a guardian file against the floor, in turn, in a database that already holds other districts. */
export async function benchGuardians({ rows, rounds, say }: Options): Promise<GuardiansResult> {
  const bench = await startMeasuredSystem(say);
  try {
    const small: Record<string, number> = {};
    for (const count of [2000, 20_000]) small[count] = (await firstSync(bench, `small-${count}`, count)).seconds;
    await firstSync(bench, 'neighbour', 100_000);
    say(`Seconds from request to report, by rows: ${JSON.stringify(small)}`);
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      measured.push(await measure(bench, `round-${round}`, rows, say));
      say(table(rows, measured.at(-1)!.syncs));
    }
    return summary(rows, small, measured);
  } finally {
    await bench.stop();
  }
}

async function firstSync(bench: MeasuredSystem, slug: string, rows: number): Promise<Measured> {
  await bench.addDistrict(slug, Math.ceil(rows / 2));
  await writeGuardianFile(path.join(bench.files, 'guardians.csv'), rows);
  return bench.sync(slug);
}

async function measure(bench: MeasuredSystem, slug: string, rows: number, say: (line: string) => void): Promise<Round> {
  const file = path.join(bench.files, 'guardians.csv');
  await bench.addDistrict(slug, Math.ceil(rows / 2));
  await writeGuardianFile(file, rows);
  const floor = await floorSeconds(bench.system.databaseUrl, file, Math.ceil(rows / 2));
  say(`${slug}: ${rows} rows, floor ${floor.toFixed(1)} s`);
  const compared = async (): Promise<Compared> => {
    const sync = await bench.sync(slug);
    return { ...sync, ratio: sync.seconds / floor };
  };
  const first = await compared();
  const identical = await compared();
  await writeGuardianFile(file, rows, 1);
  return { floor, syncs: { first, identical, changed: await compared() } };
}

function summary(rows: number, small: Record<string, number>, rounds: Round[]): GuardiansResult {
  const timed = (kind: (typeof kinds)[number]): Timed => ({
    seconds: median(rounds.map(({ syncs }) => syncs[kind].seconds)),
    ratio: median(rounds.map(({ syncs }) => syncs[kind].ratio)),
  });
  const largest = (name: 'peakMb' | 'historyEvents' | 'historyBytes' | 'walMb') =>
    Math.max(...rounds.flatMap(({ syncs }) => kinds.map((kind) => syncs[kind][name])));
  return {
    bench: 'guardians',
    rows,
    floorSeconds: median(rounds.map(({ floor }) => floor)),
    first: timed('first'),
    changed: timed('changed'),
    identical: timed('identical'),
    small,
    peakMb: largest('peakMb'),
    historyEvents: largest('historyEvents'),
    historyBytes: largest('historyBytes'),
    walMb: Math.round(largest('walMb')),
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 1000) / 1000;
}
