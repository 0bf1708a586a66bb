import { key } from '../test/fakes/oneroster/auth.js';
import type { Entity, OneRosterDistrict } from '../test/fakes/oneroster/district.js';
import { FakeOneRoster } from '../test/fakes/oneroster/server.js';
import { largeDistrict, type MadeCollection, madeCollections } from './large-oneroster.js';

/**
 * A OneRoster 1.1 server of a large made-up district, in a process of its own: `oneroster-server.ts STUDENTS`, started
 * with a channel. Tells where it is, and answers any message with the number of requests so far.
 */

/** Of a list only what the fake asks of one; records are made for the page that is asked for. */
function asList({ length, record }: MadeCollection): Entity[] {
  const slice = (from: number, to: number) =>
    Array.from({ length: Math.max(0, Math.min(to, length) - from) }, (_, n) => record(from + n));
  return { length, slice } as unknown as Entity[];
}

const collections = Object.entries(madeCollections(largeDistrict(Number(process.argv[2]))));
const lists = collections.map(([name, made]) => [name, asList(made)] as const);
const fake = await FakeOneRoster.start({ version: '1.1', ...Object.fromEntries(lists) } as OneRosterDistrict);
// They are in the order of ids already: nothing of them is to be sorted but a page.
fake.sorts = 'each page';
process.send?.({ origin: fake.origin, clientId: key.id, clientSecret: key.secret });
process.on('message', () => process.send?.({ requests: fake.asked.length }));
process.on('disconnect', () => process.exit());
