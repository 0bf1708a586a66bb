import { testFaults } from '../api/disturbed.js';
import { own, startClassLink } from './disturbed-classlink.js';

testFaults('a first sync, and one after a change, from a ClassLink that misbehaves', startClassLink('proxy'), own);
