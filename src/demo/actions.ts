import { setTimeout as delay } from 'node:timers/promises';
import { SyncFailure } from '../contract/failures.js';
import { needsAttention, retry } from '../requests/retry.js';
import { runReport } from '../runs/report.js';
import { findScope } from '../settings/scopes.js';
import { batchesOf } from './batches.js';
import { checkRun, compareDirectory } from './expectations.js';
import type { DistrictChange } from './generator/index.js';
import { killDuring } from './kill-worker.js';
import { type DemoRun, guardianExecution, startRun, statusOf, waitForStatus } from './runs.js';
import type { DemoSession } from './session.js';
import type { Check, DemoAction, DemoControl, DemoState, DemoStory } from './story.js';

interface Told extends DemoStory {
  of: DemoRun;
}

/** What can be tried in the running demo; one thing at a time. */
export class DemoActions implements DemoControl {
  private readonly stories: Told[] = [];
  private starting = false;
  private passwordBroken = false;

  /** @param shown the run that a page shows when nothing was tried yet */
  constructor(
    private readonly session: DemoSession,
    private readonly shown: number,
  ) {}

  async state(): Promise<DemoState> {
    const { db, scope } = this.session;
    const waits = await needsAttention(db, await findScope(db, scope));
    for (const story of this.stories) await this.fillBatches(story);
    return {
      busy: this.busy,
      passwordBroken: this.passwordBroken,
      waitingRun: waits ? this.lastRun : null,
      stories: this.stories.map(({ of: _of, ...story }) => story),
    };
  }

  async act(action: DemoAction): Promise<{ run: number }> {
    if (this.busy) {
      throw new SyncFailure('DemoBusy', 'A sync that the demo started is still running. Try again when it has ended.');
    }
    this.starting = true;
    try {
      return { run: await this[methods[action]]() };
    } finally {
      this.starting = false;
    }
  }

  private async change(): Promise<number> {
    const changes = await this.session.nextNight();
    const story = await this.begin('change', ['A night passed in the district; its files changed on the SFTP server.']);
    this.follow(story, () => this.check(story, changes));
    return story.run;
  }

  private async killWorker(): Promise<number> {
    const changes = await this.session.nextNight();
    const story = await this.begin('kill-worker', [
      'A night passed in the district; its files changed, and a sync started.',
    ]);
    const killed = killDuring(this.session, story.of, (line) => story.happened.push(line));
    this.follow(story, async () => {
      const afterwards = await killed;
      story.batches = await this.batches(story);
      return [...(await afterwards(story.batches)), ...(await this.check(story, changes))];
    });
    return story.run;
  }

  private async breakPassword(): Promise<number> {
    await this.session.setPassword('wrong');
    this.passwordBroken = true;
    const story = await this.begin('break-password', [
      'DailySync was given a wrong password for the SFTP server, and a sync started.',
    ]);
    this.follow(story, async () => [
      await compareDirectory(this.session.db, story.of.districtId, this.session.district),
    ]);
    return story.run;
  }

  private async fixPassword(): Promise<number> {
    await this.session.setPassword('right');
    this.passwordBroken = false;
    const waiting = this.stories.findLast(({ state }) => state === 'waiting');
    waiting?.happened.push('The password was put right. The run still waits: somebody has to say that it may go on.');
    return this.lastRun;
  }

  private async retryFailed(): Promise<number> {
    const { client, scope } = this.session;
    await retry(client, scope, 'demo');
    const waiting = this.stories.findLast(({ state }) => state === 'waiting');
    waiting?.happened.push('retryFailed was sent from here.');
    // It goes on in the background; who looks next must not find it waiting still.
    while (waiting?.state === 'waiting') await delay(20);
    return this.lastRun;
  }

  private get busy(): boolean {
    return this.starting || this.stories.some(({ state }) => state === 'running');
  }

  private get lastRun(): number {
    return this.stories.at(-1)?.run ?? this.shown;
  }

  private async begin(action: DemoStory['action'], happened: string[]): Promise<Told> {
    const of = await startRun(this.session);
    const story: Told = {
      of,
      run: of.runId,
      action,
      state: 'running',
      happened,
      checks: [],
      batches: [],
      matches: null,
    };
    this.stories.push(story);
    return story;
  }

  /** In the background: from its start to its end, over any time that it needs attention. */
  private follow(story: Told, check: () => Promise<Check[]>): void {
    const toTheEnd = async () => {
      const wasWaiting = await this.tellWaits(story);
      const checks = await check();
      const status = await statusOf(this.session, story.of);
      const ended = wasWaiting ? 'After the retry the same run is done' : 'The run is done';
      story.checks = [{ text: ended, ok: status.startsWith('done'), note: status.replaceAll('_', ' ') }, ...checks];
    };
    toTheEnd()
      .catch((error: Error) => story.checks.push({ text: 'The demo could watch the run', ok: false, note: error.name }))
      .finally(() => {
        story.matches = story.checks.every(({ ok }) => ok);
        story.state = 'ended';
      });
  }

  private async tellWaits(story: Told): Promise<boolean> {
    let waited = false;
    while ((await waitForStatus(this.session, story.of, ['needs_attention'])) === 'needs_attention') {
      waited = true;
      const { failure } = await runReport(this.session.db, story.run, { findingsPerCode: 1 });
      story.happened.push(`The run needs attention: ${failure?.message ?? ''}`);
      story.state = 'waiting';
      await waitForStatus(this.session, story.of, ['running']);
      story.state = 'running';
    }
    return waited;
  }

  private async check(story: Told, changes: readonly DistrictChange[]): Promise<Check[]> {
    return checkRun(this.session.db, story.of, this.session.district, changes);
  }

  private async batches({ of }: Told): Promise<DemoStory['batches']> {
    const execution = await guardianExecution(this.session, of);
    return execution ? batchesOf(this.session.client, this.session.scope, execution) : [];
  }

  private async fillBatches(story: Told): Promise<void> {
    if (story.action !== 'kill-worker' || (story.state === 'ended' && story.batches.length > 0)) return;
    story.batches = await this.batches(story);
  }
}

const methods = {
  change: 'change',
  'kill-worker': 'killWorker',
  'break-password': 'breakPassword',
  'fix-password': 'fixPassword',
  retry: 'retryFailed',
} as const;
