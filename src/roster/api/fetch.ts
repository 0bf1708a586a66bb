import type { Knex } from 'knex';
import type { BlobManifest } from '../../blobs/blob-manifest.js';
import type { BlobStore } from '../../blobs/blob-store.js';
import type { BlobWriter } from '../../blobs/blob-writer.js';
import type { RunContext } from '../../runs/context.js';
import type { Execution } from '../../runs/fence.js';
import { saveBlob } from '../../runs/received-files.js';
import { fenced, runStep, stepResult } from '../../runs/steps.js';
import { changesSince } from './changes-since.js';
import {
  type Beginning,
  beginningStep,
  type FetchedFeeds,
  feedStep,
  fetchStep,
  forgetPages,
  isStale,
  lastPages,
  originOf,
  type StoredPages,
} from './fetched.js';
import type { ApiRecord, FeedPage, RosterApi } from './model.js';

/** Pages are stored together: a blob for each would be tens of thousands. Bytes of JSON. */
const BLOB_BYTES = 4 * 1024 * 1024;

export interface ApiFetchContext {
  db: Knex;
  blobs: BlobStore;
  /** @param since ApiContext.since */
  connect(since: string | null): Promise<RosterApi>;
  onProgress(records: number): void;
}

/**
 * HTTP to blob store: the pages of every feed of the source. A call goes on where the one before ended: after the last
 * page that was stored.
 *
 * @throws SyncFailure as the source and src/blobs do
 */
export async function fetchFeeds(
  context: ApiFetchContext,
  run: RunContext,
  execution: Execution,
): Promise<FetchedFeeds> {
  const { db } = context;
  const done = await stepResult<FetchedFeeds>(db, run, fetchStep);
  if (done) return done.result;
  const since = await changesSince(db, run);
  const origin = originOf(run.settings, since);
  if (await isStale(db, run, origin)) await fenced(db, run, execution, 'scope', (trx) => forgetPages(trx, run));
  const api = await context.connect(since);
  const begin = async (): Promise<Beginning> => ({ origin, mark: api.mark ?? null });
  const { mark } = await runStep(db, run, execution, { step: beginningStep, lock: 'batch' }, begin);
  const feeds: FetchedFeeds['feeds'] = [];
  let records = 0;
  let bytes = 0;
  for (const feed of api.feeds) {
    const received = await fetchFeed(context, api, run, execution, { feed, origin, before: records });
    const { allRecords, allBytes, batches, incomplete } = received;
    feeds.push({ feed, batches, records: allRecords, incomplete });
    records += allRecords;
    bytes += allBytes;
  }
  const { source } = run.settings.roster;
  const fetched: FetchedFeeds = {
    source,
    feeds,
    bytes,
    changesOnly: since !== null,
    // What an incomplete read has missed would never be read.
    mark: feeds.some(({ incomplete }) => incomplete !== null) ? null : mark,
    origin: originOf(run.settings, null),
  };
  return runStep(db, run, execution, { step: fetchStep, lock: 'scope' }, async () => fetched);
}

interface FeedToFetch {
  feed: string;
  origin: string;
  /** Records of the feeds before. */
  before: number;
}

async function fetchFeed(
  context: ApiFetchContext,
  api: RosterApi,
  run: RunContext,
  execution: Execution,
  { feed, origin, before }: FeedToFetch,
) {
  for (;;) {
    const last = await lastPages(context.db, run, feed);
    if (last?.cursor === null) return last;
    let batch = last?.batches ?? 0;
    let records = last?.allRecords ?? 0;
    const pages = api.pages(feed, last?.cursor ?? null);
    let startedAt = new Date();
    for await (const pack of packs(pages, context.blobs, (so) => context.onProgress(before + records + so))) {
      const { manifest, ...rest } = pack;
      const pagesNow: StoredPages = { blobId: manifest.id, ...rest, origin };
      const stored = await store(context, run, execution, { feed, batch, startedAt }, manifest, pagesNow);
      // Another attempt was quicker; from its cursor on.
      if (!stored) break;
      startedAt = new Date();
      batch += 1;
      records += rest.records;
    }
  }
}

/** @returns whether it was stored; where the batch was stored before, the blob is removed */
async function store(
  { db, blobs }: ApiFetchContext,
  run: RunContext,
  execution: Execution,
  { feed, batch, startedAt }: { feed: string; batch: number; startedAt: Date },
  manifest: BlobManifest,
  pages: StoredPages,
): Promise<boolean> {
  // Where this fails the blob stays: the database may have committed before the connection broke.
  const options = { step: feedStep(feed), batch, lock: 'batch', startedAt } as const;
  const stored = await runStep(db, run, execution, options, async (trx) => {
    const name = `${run.settings.roster.source}-${feed}-${batch + 1}.jsonl`;
    await saveBlob(trx, run, { purpose: 'roster', name, manifest, modifiedAt: null });
    return pages;
  });
  if (stored.blobId === manifest.id) return true;
  await blobs.remove(manifest).catch(() => {});
  return false;
}

type Pack = Omit<StoredPages, 'blobId' | 'origin'> & { manifest: BlobManifest };

/** Pages as blobs of about BLOB_BYTES; each ends with a page, so that its cursor is where to go on. */
async function* packs(
  pages: AsyncIterable<FeedPage>,
  blobs: BlobStore,
  onRecords: (records: number) => void,
): AsyncGenerator<Pack> {
  let writer: BlobWriter | null = null;
  let bytes = 0;
  let records = 0;
  let cursor: string | null | undefined;
  try {
    for await (const page of pages) {
      writer ??= blobs.create();
      const text = Buffer.from(page.records.map(line).join(''), 'utf8');
      await writer.write(text);
      bytes += text.length;
      records += page.records.length;
      onRecords(records);
      // A source that gives the same cursor again would never end.
      if (page.cursor !== null && page.cursor === cursor) throw new Error('The source gives the same cursor twice');
      cursor = page.cursor;
      if (cursor !== null && bytes < BLOB_BYTES) continue;
      const manifest = await writer.finish();
      writer = null;
      yield { manifest, records, bytes, cursor, incomplete: page.incomplete ?? null };
      if (cursor === null) return;
      bytes = 0;
      records = 0;
    }
    throw new Error('The source ended a feed without a last page');
  } finally {
    await writer?.abort();
  }
}

/** A password is nothing that a roster needs, and so is never stored. */
function line(record: ApiRecord): string {
  return `${JSON.stringify(record, (name, value) => (name === 'password' ? undefined : value))}\n`;
}
