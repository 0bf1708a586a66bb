import { demoDistrict } from '../../fakes/clever/district.js';
import { lasting, passing, type Quirk, standstillOf } from '../../fakes/clever/quirks.js';
import { contextFor } from '../../fakes/clever/reading.js';
import { FakeClever, fail } from '../../fakes/clever/server.js';
import { onlyAt } from '../../fakes/quirks.js';
import { smallDistrict } from '../../fakes/small-district.js';
import { type Fault, testFaults } from '../api/disturbed.js';
import type { Outcome } from '../api/nights.js';

let fake: FakeClever;

async function start() {
  fake = await FakeClever.start(demoDistrict(smallDistrict()));
  fake.clamp = 20;
  return {
    become: (demo: Parameters<typeof demoDistrict>[0]) => {
      fake.district = demoDistrict(demo);
    },
    calm: () => fake.misbehave(null),
    context: () => contextFor(fake),
    stop: () => fake.stop(),
  };
}

/** In the middle of the large collections. */
const middle = /\/(sections|users)\?.*starting_after=/;

/** Where what passes usually doesn't. */
const withoutEnd: Record<keyof typeof passing, Outcome> = {
  'bursts of 429': 'RosterServerBusy',
  'errors of the server': 'RosterServerFailed',
  'an error as HTML': 'RosterServerFailed',
  'a success as HTML': 'RosterAnswerInvalid',
  'a connection dropped in the middle of a body': 'RosterUnreachable',
  'a success without its list': 'RosterAnswerInvalid',
  'a page that comes again': 'incomplete',
};
/** Looked up again it is the same one. */
const refusal: Quirk = { before: (_, __, response) => fail(response, 401, 'Invalid token') };

const faults: Record<string, Fault> = {};
const add = (name: string, quirk: Quirk, comesTo: Outcome, forgets = false) => {
  faults[name] = { begin: () => fake.misbehave(quirk, forgets), comesTo };
};
for (const [name, quirk] of Object.entries({ ...passing, ...lasting })) add(name, quirk, 'applied');
for (const [name, outcome] of Object.entries(withoutEnd))
  add(`${name}, without end`, onlyAt(middle, passing[name]!), outcome, true);
add('a token that is refused in the middle', onlyAt(middle, refusal), 'RosterKeyRefused');
add('the same users again and again', standstillOf('users'), 'incomplete');
add('the same courses again and again', standstillOf('courses'), 'RosterAnswerInvalid');

testFaults('a first sync, and one after a change, from a Clever that misbehaves', start, faults);
