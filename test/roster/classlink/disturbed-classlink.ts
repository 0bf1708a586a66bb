import type { DemoDistrict } from '../../../src/demo/generator/model.js';
import { type ClassLinkAndDistrict, classLinkBefore } from '../../fakes/classlink/before.js';
import { passing } from '../../fakes/classlink/quirks.js';
import { contextFor } from '../../fakes/classlink/reading.js';
import type { Quirk } from '../../fakes/classlink/server.js';
import { demoDistrict } from '../../fakes/oneroster/district.js';
import { onlyAt } from '../../fakes/quirks.js';
import { smallDistrict } from '../../fakes/small-district.js';
import type { Fault } from '../api/disturbed.js';
import type { Outcome } from '../api/nights.js';
import { oneRosterFaults } from '../oneroster-rest/faults.js';

let fakes: ClassLinkAndDistrict;

/** Starts a ClassLink, and a district's server behind it. */
export const startClassLink = (access: 'proxy' | 'direct') => async () => {
  fakes = await classLinkBefore(demoDistrict(smallDistrict(), '1.1'));
  fakes.oneRoster.clamp = 20;
  return {
    become: (demo: DemoDistrict) => {
      fakes.oneRoster.district = demoDistrict(demo, '1.1');
    },
    calm: () => {
      fakes.classLink.misbehave(null);
      fakes.oneRoster.misbehave(null);
    },
    context: () => contextFor(fakes.classLink, { access }),
    stop: () => fakes.stop(),
  };
};

/** In the list, or in the middle of the large collections. */
const reached = /^\/applications|(classes|users|enrollments)\?.*offset=[1-9]/;

/** Where what passes usually doesn't; a bearer that changes with every page is none that passes. */
const withoutEnd: Record<keyof typeof passing, Outcome> = {
  '429 from the proxy': 'RosterServerBusy',
  'a gateway that gives up once': 'RosterServerFailed',
  'a list that fails, and is none': 'RosterServerFailed',
  'a list that breaks off': 'RosterUnreachable',
};
const refusal: Quirk = { before: (_, __, response) => Boolean(response.writeHead(401).end()) };

/** Of ClassLink itself. */
export const own: Record<string, Fault> = {};
const add = (name: string, quirk: Quirk, comesTo: Outcome, forgets = false) => {
  own[name] = { begin: () => fakes.classLink.misbehave(quirk, forgets), comesTo };
};
for (const [name, quirk] of Object.entries(passing)) add(name, quirk, 'applied');
for (const [name, outcome] of Object.entries(withoutEnd))
  add(`${name}, without end`, onlyAt(reached, passing[name]!), outcome, true);
add('a bearer that is refused in the middle', onlyAt(/users/, refusal), 'ClassLinkAccessRevoked');

const { 'marks in place of offsets': _, ...others } = oneRosterFaults((quirk, forgets) =>
  fakes.oneRoster.misbehave(quirk, forgets),
);
/** Of the district's server behind it. Marks are left out: the proxy takes offsets. */
export const behind: Record<string, Fault> = others;
