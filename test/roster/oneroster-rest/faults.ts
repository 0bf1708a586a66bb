import { lasting, passing, type Quirk, standstill, tooHighCount } from '../../fakes/oneroster/quirks.js';
import { onlyAt } from '../../fakes/quirks.js';
import type { Fault } from '../api/disturbed.js';
import type { Outcome } from '../api/nights.js';

/** In the middle of the large collections. */
const middle = /\/(classes|users|enrollments)\?.*offset=[1-9]/;

/** Where what passes usually doesn't. */
const withoutEnd: Record<keyof typeof passing, Outcome> = {
  'bursts of 429': 'RosterServerBusy',
  'errors of the server': 'RosterServerFailed',
  'a connection dropped in the middle of a body': 'RosterUnreachable',
  'an unfinished body without a length': 'RosterAnswerInvalid',
  'a page that comes again': 'incomplete',
  'an earlier page that comes again': 'incomplete',
  'an error as a web page': 'RosterServerFailed',
  'a success as a web page': 'RosterAnswerInvalid',
  'a success without its list': 'RosterAnswerInvalid',
  'an empty page too early': 'incomplete',
};

/** All that a OneRoster server does wrong. */
export function oneRosterFaults(misbehave: (quirk: Quirk, forgets: boolean) => void): Record<string, Fault> {
  const faults: Record<string, Fault> = {};
  const add = (name: string, quirk: Quirk, comesTo: Outcome, forgets = false) => {
    faults[name] = { begin: () => misbehave(quirk, forgets), comesTo };
  };
  for (const [name, quirk] of Object.entries({ ...passing, ...lasting })) add(name, quirk, 'applied');
  for (const [name, outcome] of Object.entries(withoutEnd))
    add(`${name}, without end`, onlyAt(middle, passing[name]!), outcome, true);
  add('the same page again and again', onlyAt(/users/, standstill), 'incomplete');
  add('a count that is too high', onlyAt(/users/, tooHighCount), 'incomplete');
  return faults;
}
