import { patched, uuid4 } from '@temporalio/workflow';
import type { DailySyncInput, RequestOptions, SyncRequest } from '../src/contract/requests.js';

const seenLimit = 200;
const waitingLimit = 20;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The kinds that this code serves. One that a release added is asked for by `patched('request-kind-…')`: an execution
 * that was started before then leaves such a request waiting until it continues as new, as its history says.
 */
const servedKinds: readonly string[] = ['sync'];
const addedKinds: readonly string[] = ['upload', 'revert'];

/** The requests that wait: first in, first out, bounded, each id served once. */
export class RequestList {
  private readonly waiting: SyncRequest[];
  private readonly seen: string[];
  /** The first that was coalesced with the request that waits, or with the one taken last. */
  private absorbed: SyncRequest | null = null;
  private readonly added = new Map<string, boolean>();
  /** Why the last request was not taken, or what one waits for; shown to whoever looks. */
  notice: string | null = null;

  constructor(input: DailySyncInput) {
    const handedOver = input.waiting ?? [];
    this.waiting = handedOver.filter((request) => shapeError(request) === null);
    this.seen = input.seen ?? [];
    this.noticeUnserved();
    if (this.waiting.length < handedOver.length) {
      this.notice = 'An older release of the worker passed a request on without what it is about. Ask for it again.';
    }
  }

  get length(): number {
    return this.waiting.length;
  }

  /** Whether a request waits that this code can serve. */
  get hasNext(): boolean {
    return this.waiting.some((request) => this.serves(request));
  }

  /**
   * Takes what a signal brought, typed by hand or not: what is missing is filled in, a wrong shape is refused with a
   * sentence, and nothing ever throws: that would fail the workflow's task.
   */
  add(input: unknown): void {
    const refusal = shapeError(input);
    if (refusal !== null) {
      this.notice = `A signal startSync was ignored: ${refusal}. Leave its input out, or write {"requestedBy": "your name"}.`;
      return;
    }
    const given = (input ?? {}) as Partial<SyncRequest>;
    const { kind = 'sync', requestId = uuid4(), requestedBy = 'Temporal UI' } = given;
    if (this.seen.includes(requestId)) return;
    this.seen.push(requestId);
    this.seen.splice(0, this.seen.length - seenLimit);
    // Equal syncs coalesce: one that waits will see everything that a further one would.
    if (kind === 'sync' && this.waiting.some((waiting) => waiting.kind === 'sync')) {
      this.absorbed ??= { kind, requestId, requestedBy };
      return;
    }
    if (this.waiting.length >= waitingLimit) {
      this.notice = `A request of ${requestedBy} was not taken: ${waitingLimit} wait already.`;
      return;
    }
    this.waiting.push({ kind, requestId, requestedBy, ...optionsOf(kind, given) });
    this.noticeUnserved();
  }

  /** The first request that this code can serve. */
  next(): SyncRequest | undefined {
    const index = this.waiting.findIndex((request) => this.serves(request));
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0];
  }

  /**
   * The request taken last turned out to be one whose run had begun before this execution, which a Reset gave its
   * signals all at once: what was coalesced with it may have come later than that run's look at the files.
   */
  splitLast(): void {
    if (this.absorbed && !this.waiting.some(({ kind }) => kind === 'sync')) this.waiting.push(this.absorbed);
    this.absorbed = null;
  }

  /** What the next execution needs to know. */
  carry(): Pick<DailySyncInput, 'waiting' | 'seen'> {
    return { waiting: this.waiting, seen: this.seen };
  }

  private noticeUnserved(): void {
    const unserved = this.waiting.find((request) => !this.serves(request));
    if (unserved) {
      this.notice = `A request of the kind "${unserved.kind}" waits for a newer release of the worker.`;
    }
  }

  /** The answer holds for the whole execution: on replay the first one is asked for at the same place. */
  private serves({ kind }: SyncRequest): boolean {
    if (servedKinds.includes(kind)) return true;
    if (!addedKinds.includes(kind)) return false;
    const known = this.added.get(kind) ?? patched(`request-kind-${kind}`);
    this.added.set(kind, known);
    return known;
  }
}

/** What the request is about; of a kind that this code doesn't know, all that came: a newer release will. */
function optionsOf(kind: string, given: Partial<SyncRequest>): RequestOptions {
  if (kind === 'sync') return {};
  const { kind: _kind, requestId: _id, requestedBy: _by, ...options } = given;
  return options;
}

function shapeError(input: unknown): string | null {
  if (input === undefined || input === null) return null;
  if (typeof input !== 'object' || Array.isArray(input)) return 'its input is not an object';
  for (const name of ['kind', 'requestId', 'requestedBy'] as const) {
    const value = (input as Record<string, unknown>)[name];
    if (value !== undefined && (typeof value !== 'string' || value === '')) return `"${name}" is not a text`;
  }
  const { kind, upload, revert } = input as { kind?: string; upload?: unknown; revert?: unknown };
  if (kind === 'upload' && !isUpload(upload))
    return 'an upload needs {"upload": {"blobId": …, "abandon": true or false}}';
  if (kind === 'revert' && !isRevert(revert)) return 'a revert needs {"revert": {"runId": the number of a run}}';
  return null;
}

function isUpload(value: unknown): boolean {
  const { blobId, abandon } = (value ?? {}) as Record<string, unknown>;
  return typeof blobId === 'string' && uuid.test(blobId) && typeof abandon === 'boolean';
}

function isRevert(value: unknown): boolean {
  const { runId } = (value ?? {}) as Record<string, unknown>;
  return Number.isSafeInteger(runId) && (runId as number) > 0;
}
