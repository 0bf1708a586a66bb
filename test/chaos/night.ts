import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../src/demo/generator/random.js';
import { changedTwice, lastTraces } from '../support/changes.js';
import type { EvolvingDistrict } from '../support/evolving-district.js';
import { firstDifference, stableExport } from '../support/export.js';
import { syncToEnd } from '../support/runs.js';
import type { TestSystem } from '../support/system.js';
import type { DisturbedSystem } from './disturbed-system.js';
import { isTransfer, type PlannedFault, planFaults, strike } from './faults.js';
import { type SyncWatch, startSync } from './sync-watch.js';

/** A district that syncs the same files in both systems. */
export interface District {
  disturbed: TestSystem;
  twin: TestSystem;
  files: EvolvingDistrict;
}

export interface NightResult {
  faults: number;
  runs: number;
  /** Where a district differs from its twin. */
  differences: string[];
  unexplained: string[];
}

/** What waits at a fault's place, to be struck and let go. */
interface Waiting {
  fault: PlannedFault;
  isReached(): Promise<boolean>;
  left(): Promise<void>;
  release(): Promise<void>;
}

/** One sync of every district at once, with several faults in each, compared with the undisturbed twins. */
export class Night {
  private faults = 0;
  /** Faults strike one after the other, wherever the other districts are. */
  private struck: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly disturbed: DisturbedSystem,
    private readonly random: Random,
    private readonly say: (line: string) => void,
  ) {}

  async run(districts: District[]): Promise<NightResult> {
    // Drawn before anything runs, so that a seed's plan does not depend on who is quicker.
    const plans = districts.map(() => planFaults(this.random));
    const results = await Promise.all(
      districts.map((district, index) => this.runDistrict(district, plans[index] ?? [])),
    );
    await this.disturbed.wakeAll();
    this.disturbed.freeDisk();
    return {
      faults: this.faults,
      runs: districts.length,
      differences: (await Promise.all(districts.map(difference))).flat(),
      unexplained: results.flat(),
    };
  }

  private async runDistrict({ disturbed, twin, files }: District, plan: PlannedFault[]): Promise<string[]> {
    const { scope } = disturbed;
    const before = files.files()['guardians.csv'] ?? '';
    files.evolve();
    const tonight = files.files();
    for (const [name, content] of Object.entries(tonight)) {
      await Promise.all([disturbed.putFile(name, content), twin.putFile(name, content)]);
    }
    const replaced = plan.some(({ kind }) => kind === 'file replaced');
    if (replaced) await disturbed.putFile('guardians.csv', before);
    const replaceFile = () => disturbed.putFile('guardians.csv', tonight['guardians.csv'] ?? '');

    const waiting: Waiting[] = [];
    for (const fault of plan) waiting.push(await this.waitAt(scope, fault));
    const undisturbed = syncToEnd(twin);
    const sync = await startSync(disturbed, (code) => replaced && code === 'GuardianFileStillWriting');
    for (const each of waiting) await this.strikeOnce(scope, each, sync, replaceFile);
    const failures = await sync.ended;
    await undisturbed;
    return failures.map((failure) => `${scope}: ${failure}`);
  }

  private async waitAt(scope: string, fault: PlannedFault): Promise<Waiting> {
    if (!isTransfer(fault.place)) return { fault, ...(await this.disturbed.holds.hold(scope, fault.place)) };
    const gate = this.disturbed.gates.close(`/${scope}/${fault.place}`);
    return {
      fault,
      isReached: async () => gate.isReached(),
      left: async () => {},
      release: async () => gate.open(),
    };
  }

  /** Another fault may take away what had come to the place: it comes again, or the sync ends without it. */
  private async strikeOnce(
    scope: string,
    waiting: Waiting,
    sync: SyncWatch,
    replaceFile: () => Promise<void>,
  ): Promise<void> {
    const { kind, place } = waiting.fault;
    const isReached = () => waiting.isReached().catch(() => false);
    for (let done = false; !done && !sync.isOver(); await delay(20)) {
      if (!(await isReached())) continue;
      const attempt = this.struck.then(async () => {
        if (!(await isReached())) return;
        done = true;
        this.say(`  ${scope}: ${kind} at ${place}`);
        await strike(kind, this.disturbed, { release: waiting.release, left: waiting.left, replaceFile });
        this.faults += 1;
      });
      this.struck = attempt;
      await attempt;
    }
    await waiting.release();
  }
}

async function difference({ disturbed, twin }: District): Promise<string[]> {
  const found: string[] = [];
  const records = firstDifference(await stableExport(disturbed), await stableExport(twin));
  if (records !== null) found.push(`records, ${records}`);
  const [mine, other] = [await lastTraces(disturbed), await lastTraces(twin)];
  for (const kind of ['changes', 'findings', 'counts'] as const) {
    const differs = firstDifference(lines(mine[kind]), lines(other[kind]));
    if (differs !== null) found.push(`${kind}, ${differs}`);
  }
  const twice = await changedTwice(disturbed);
  if (twice.length > 0) found.push(`changed twice: ${JSON.stringify(twice)}`);
  return found.map((each) => `${disturbed.scope}: ${each}`);
}

function lines(value: unknown): string {
  return Array.isArray(value) ? value.join('\n') : JSON.stringify(value, null, 1);
}
