import type { Knex } from 'knex';
import type { BlobStore } from '../../blobs/blob-store.js';
import type { RunContext } from '../../runs/context.js';
import { loadBlob } from '../../runs/received-files.js';
import { type FetchedFeeds, storedPages } from './fetched.js';
import { lines } from './lines.js';
import type { ApiRecord, ReceivedFeeds } from './model.js';

/** Records handed over at once: what a page of the server held has no bearing on memory here. */
const RECORDS = 1000;

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
