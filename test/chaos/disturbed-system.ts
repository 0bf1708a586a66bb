import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EmbeddedPostgres } from '../../src/embedded/postgres.js';
import type { EmbeddedTemporal } from '../../src/embedded/temporal.js';
import { type Holds, installHolds } from '../support/holds.js';
import { type OwnServer, ownPostgres, ownTemporal } from '../support/own-servers.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';
import { TransferGates } from './transfer-gates.js';

export const rowsPerBatch = 200;
const preload = fileURLToPath(new URL('./full-disk.mjs', import.meta.url));
/** Longer than the heartbeat timeout of a step in the database. */
const pauseMs = 35_000;
/** What a woken worker has to do harm in. */
const awakeMs = 3000;

/** A whole system whose every part can be killed, with one worker process at a time. */
export class DisturbedSystem {
  private worker: WorkerProcess | undefined;
  private paused: WorkerProcess[] = [];
  private stopping = false;
  private readonly fullFlag = path.join(tmpdir(), `dailysync-chaos-full-${process.pid}`);

  private constructor(
    readonly system: TestSystem,
    readonly holds: Holds,
    readonly gates: TransferGates,
    private readonly postgres: OwnServer<EmbeddedPostgres>,
    private readonly temporal: OwnServer<EmbeddedTemporal>,
    private readonly say: (line: string) => void,
  ) {}

  static async start(say: (line: string) => void): Promise<DisturbedSystem> {
    const [postgres, temporal] = await Promise.all([ownPostgres(), ownTemporal()]);
    const gates = new TransferGates();
    const system = await createTestSystem({
      adminUrl: postgres.server.adminUrl,
      temporalAddress: temporal.server.address,
      beforeRead: gates.beforeRead,
    });
    const holds = await installHolds(system.db, system.databaseUrl);
    const disturbed = new DisturbedSystem(system, holds, gates, postgres, temporal, say);
    disturbed.startWorker();
    return disturbed;
  }

  startWorker(): void {
    const env = { DAILYSYNC_ROWS_PER_BATCH: String(rowsPerBatch), CHAOS_DISK_FULL: this.fullFlag };
    const worker = startWorkerProcess(this.system, env, preload);
    this.worker = worker;
    // A supervisor's part: a worker that ends by itself (Temporal was down when it started) is started again.
    void worker.exited.then(async () => {
      await delay(1000);
      if (this.worker !== worker || this.stopping) return;
      this.say('    the worker ended by itself and is started again');
      this.startWorker();
    });
  }

  /** SIGKILL, to paused ones too. */
  async killWorkers(): Promise<void> {
    const all = [this.worker, ...this.paused];
    this.worker = undefined;
    this.paused = [];
    await Promise.all(all.map((worker) => worker?.kill()));
    this.gates.drop();
  }

  /** SIGSTOP: its connections stay open, and nothing more comes from it. */
  freezeWorker(): void {
    if (this.worker) process.kill(this.worker.pid, 'SIGSTOP');
  }

  /** The frozen worker wakes up when its steps were long given to the one that takes its place. */
  replaceFrozenWorker(): void {
    const frozen = this.worker;
    if (!frozen) return;
    this.paused.push(frozen);
    this.startWorker();
    setTimeout(() => void this.wake(frozen), pauseMs).unref();
  }

  /** Ends what is paused still. */
  async wakeAll(): Promise<void> {
    await Promise.all(this.paused.map((worker) => this.wake(worker)));
  }

  private async wake(worker: WorkerProcess): Promise<void> {
    if (!this.paused.includes(worker)) return;
    process.kill(worker.pid, 'SIGCONT');
    await delay(awakeMs);
    await worker.stop();
    this.paused = this.paused.filter((each) => each !== worker);
  }

  async crashPostgres(whileDown: () => Promise<void>): Promise<void> {
    await this.postgres.kill();
    await whileDown();
    await this.postgres.start();
    await this.holds.reconnect();
  }

  async killTemporal(whileDown: () => Promise<void>): Promise<void> {
    await this.temporal.kill();
    await whileDown();
    await this.temporal.start();
  }

  async stopSftp(ms: number): Promise<void> {
    await this.system.sftp.stop();
    this.gates.drop();
    await delay(ms);
    await this.system.restartSftp();
  }

  fillDisk(): void {
    writeFileSync(this.fullFlag, '');
  }

  freeDisk(): void {
    rmSync(this.fullFlag, { force: true });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.killWorkers();
    this.freeDisk();
    await this.holds.close();
    await this.system.stop();
    await Promise.all([this.postgres.remove(), this.temporal.remove()]);
  }
}
