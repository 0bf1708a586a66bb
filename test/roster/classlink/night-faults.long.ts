import { testFaults } from '../api/disturbed.js';
import { behind, own, startClassLink } from './disturbed-classlink.js';

/** What passes and what harms nobody is read in the same way by both: faults.test.ts. */
const direct = Object.entries({ ...own, ...behind }).filter(
  ([name, { comesTo }]) => name.startsWith('a list') || (name in behind && comesTo !== 'applied'),
);

testFaults(
  'a first sync, and one after a change, where the server behind ClassLink misbehaves',
  startClassLink('proxy'),
  behind,
);
testFaults('the same from that server itself', startClassLink('direct'), Object.fromEntries(direct));
