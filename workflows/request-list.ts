import { uuid4 } from '@temporalio/workflow';
import type { DailySyncInput, SyncRequest } from '../src/contract/requests.js';

const seenLimit = 200;
const waitingLimit = 20;

/** The requests that wait: first in, first out, bounded, each id served once. */
export class RequestList {
  private readonly waiting: SyncRequest[];
  private readonly seen: string[];

  constructor(input: DailySyncInput) {
    this.waiting = input.waiting ?? [];
    this.seen = input.seen ?? [];
  }

  get length(): number {
    return this.waiting.length;
  }

  /** Takes what a signal brought, typed by hand or not: what is missing is filled in, and nothing ever throws. */
  add(request: Partial<SyncRequest> | undefined): void {
    const requestId = typeof request?.requestId === 'string' ? request.requestId : uuid4();
    if (this.seen.includes(requestId)) return;
    this.seen.push(requestId);
    this.seen.splice(0, this.seen.length - seenLimit);
    // Equal syncs coalesce: one that waits will see everything that a further one would.
    if (this.waiting.length > 0 || this.waiting.length >= waitingLimit) return;
    const requestedBy = typeof request?.requestedBy === 'string' ? request.requestedBy : 'Temporal UI';
    this.waiting.push({ kind: 'sync', requestId, requestedBy });
  }

  next(): SyncRequest | undefined {
    return this.waiting.shift();
  }

  /** What the next execution needs to know. */
  carry(): Pick<DailySyncInput, 'waiting' | 'seen'> {
    return { waiting: this.waiting, seen: this.seen };
  }
}
