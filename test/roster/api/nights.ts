import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBlobStore } from '../../../src/blobs/blob-store.js';
import { SyncFailure } from '../../../src/contract/failures.js';
import type { DemoDistrict } from '../../../src/demo/generator/model.js';
import { fetchFeeds } from '../../../src/roster/api/fetch.js';
import type { ApiContext } from '../../../src/roster/api/model.js';
import { apiSource } from '../../../src/roster/api/registry.js';
import { stageRosterCollection } from '../../../src/roster/files/stage.js';
import { rosterCollections } from '../../../src/roster/model.js';
import type { RunContext } from '../../../src/runs/context.js';
import { parseKeyRing } from '../../../src/secrets/key-ring.js';
import { closeRun } from '../../../src/syncs/close.js';
import { createTestDatabase } from '../../support/database.js';
import { stableExport } from '../../support/export.js';
import { execution, type Synced, TestScope } from '../scope.js';

/** What a disturbed night comes to: all is applied, or all but absence, or it fails with this code. */
export type Outcome = 'applied' | 'incomplete' | (string & {});

/** A fake of a roster service. */
export interface Service {
  /** Its district from now on. */
  become(district: DemoDistrict): void;
  calm(): void;
  /** For one read; pauses pass at once. */
  context(): ApiContext;
  stop(): Promise<void>;
}

/** Nights of districts that sync from one service, as the activities do it, without Temporal. */
export class Nights {
  readonly service: Service;
  readonly #database: Awaited<ReturnType<typeof createTestDatabase>>;
  readonly #folder: string;
  readonly #blobs: ReturnType<typeof openBlobStore>;

  constructor(service: Service, database: Awaited<ReturnType<typeof createTestDatabase>>, folder: string) {
    this.service = service;
    this.#database = database;
    this.#folder = folder;
    this.#blobs = openBlobStore({ root: folder }, parseKeyRing(`k1:${randomBytes(32).toString('base64')}`, 'the test'));
  }

  static async start(service: Service): Promise<Nights> {
    const folder = await mkdtemp(path.join(tmpdir(), 'dailysync-disturbed-'));
    return new Nights(service, await createTestDatabase(), folder);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.#database.drop();
    await rm(this.#folder, { recursive: true });
  }

  async scope(slug: string): Promise<TestScope> {
    const scope = await TestScope.district(this.#database.db, slug);
    scope.settings = this.service.context().settings;
    return scope;
  }

  exported({ db, slug }: TestScope): Promise<string> {
    return stableExport({ db, scope: slug });
  }

  /** A night; `disturb` sets the fault, which is gone for attempts after the first. */
  async sync(scope: TestScope, district: DemoDistrict, disturb?: () => void, attempts = 1): Promise<Outcome> {
    this.service.calm();
    this.service.become(district);
    disturb?.();
    let open: RunContext | undefined;
    scope.stage = async (run) => {
      open = run;
      await this.#fetch(run, attempts);
      for (const collection of rosterCollections)
        await stageRosterCollection({ ...this.#stores, onProgress: () => {} }, run, execution, collection);
    };
    try {
      return outcomeOf(await scope.sync([]));
    } catch (error) {
      if (!(error instanceof SyncFailure) || !open) throw error;
      const { code, message } = error;
      const failure = { part: 'roster' as const, code, message, permanent: false };
      await scope.db.transaction((trx) => closeRun(trx, open as RunContext, [failure], false));
      return code;
    }
  }

  async #fetch(run: RunContext, attempts: number): Promise<void> {
    const connect = (since: string | null) =>
      apiSource(run.settings).connect({ ...this.service.context(), settings: run.settings, since });
    try {
      await fetchFeeds({ ...this.#stores, connect, onProgress: () => {} }, run, execution);
    } catch (error) {
      if (attempts === 1) throw error;
      this.service.calm();
      await this.#fetch(run, attempts - 1);
    }
  }

  get #stores() {
    return { db: this.#database.db, blobs: this.#blobs };
  }
}

function outcomeOf({ status, findings }: Synced): Outcome {
  if (findings.some(({ code }) => code === 'roster-incomplete')) return 'incomplete';
  assert.match(status, /^done/);
  return 'applied';
}
