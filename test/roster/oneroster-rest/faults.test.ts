import type { DemoDistrict } from '../../../src/demo/generator/model.js';
import { demoDistrict } from '../../fakes/oneroster/district.js';
import { contextFor } from '../../fakes/oneroster/reading.js';
import { FakeOneRoster } from '../../fakes/oneroster/server.js';
import { smallDistrict } from '../../fakes/small-district.js';
import { testFaults } from '../api/disturbed.js';
import { oneRosterFaults } from './faults.js';

let fake: FakeOneRoster;

async function start() {
  fake = await FakeOneRoster.start(demoDistrict(smallDistrict(), '1.2'));
  Object.assign(fake, { auth: 'oauth2', clamp: 20 });
  return {
    become: (demo: DemoDistrict) => {
      fake.district = demoDistrict(demo, '1.2');
    },
    calm: () => fake.misbehave(null),
    context: () => contextFor(fake),
    stop: () => fake.stop(),
  };
}

testFaults('a first sync, and one after a change, from a OneRoster server that misbehaves', start, {
  ...oneRosterFaults((quirk, forgets) => fake.misbehave(quirk, forgets)),
  'a token that ends whenever it is used': {
    begin: () =>
      fake.misbehave({
        before(self, url) {
          if (url.pathname.endsWith('/enrollments')) self.tokens.end();
          return false;
        },
      }),
    comesTo: 'RosterKeyRefused',
  },
});
