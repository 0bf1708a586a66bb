import type { Knex } from 'knex';
import type { BlobStore } from '../../blobs/blob-store.js';
import type { RunContext } from '../../runs/context.js';
import { loadBlob } from '../../runs/received-files.js';
import { type FetchedFeeds, storedPages } from './fetched.js';
import type { ApiRecord, ReceivedFeeds } from './model.js';

/** Records handed over at once: what a page of the server held has no bearing on memory here. */
const RECORDS = 1000;

/** Decoded at once. A text of more than a megabyte lies outside V8's heap, where the garbage of many waits long. */
const PIECE_BYTES = 64 * 1024;

/** What a run received of an API, out of its encrypted blobs. */
export function receivedFeeds(db: Knex, blobs: BlobStore, run: RunContext, fetched: FetchedFeeds): ReceivedFeeds {
  const feedOf = (name: string) => fetched.feeds.find(({ feed }) => feed === name);
  return {
    changesOnly: fetched.changesOnly,
    incomplete: (name) => feedOf(name)?.incomplete ?? null,
    async *pages(name, from) {
      const last = feedOf(name)?.batches ?? 0;
      const [firstBatch = 0, firstRecord = 0] = from?.split(':').map(Number) ?? [];
      for (let batch = firstBatch; batch < last; batch++) {
        const { blobId } = await storedPages(db, run, name, batch);
        const manifest = await loadBlob(db, run, blobId);
        let at = batch === firstBatch ? firstRecord : 0;
        for await (const records of groups(lines(blobs.read(manifest)), at)) {
          at += records.length;
          yield { records, cursor: `${batch}:${at}` };
        }
      }
      yield { records: [], cursor: null };
    },
  };
}

/** Of the records after the first `skipped`. */
async function* groups(all: AsyncIterable<string>, skipped: number): AsyncGenerator<ApiRecord[]> {
  let left = skipped;
  let group: ApiRecord[] = [];
  for await (const line of all) {
    if (left > 0) left -= 1;
    else group.push(JSON.parse(line) as ApiRecord);
    if (group.length < RECORDS) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** A piece may end in the middle of a line, and of a character. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const piece = decoder.decode(chunk.subarray(at, at + PIECE_BYTES), { stream: true });
      const parts = (rest + piece).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  }
  if (rest !== '') yield rest;
}
