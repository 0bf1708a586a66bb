import assert from 'node:assert/strict';
import { person } from '../../src/cli/person.js';
import { personName } from '../../src/requests/person-name.js';

describe('the name of who asks or decides', () => {
  it('is kept without superfluous blanks', () => {
    assert.equal(personName('  Ada   Admin '), 'Ada Admin');
    assert.equal(personName('Zoe\u0308'), 'Zoë');
  });

  it('is no empty text, no control characters, not longer than a line, and not the schedule', () => {
    for (const text of ['', '  ', 'schedule', 'Ada\u0007', 'x'.repeat(61)]) assert.equal(personName(text), null);
    assert.equal(personName('x'.repeat(60)), 'x'.repeat(60));
  });

  it('follows the same rule on the command line', () => {
    assert.equal(person(' Ada  Admin'), 'Ada Admin');
    for (const text of ['', 'schedule', 'Ada\u0007', 'x'.repeat(61)])
      assert.throws(() => person(text), /name of a person/);
    assert.notEqual(person(undefined), '');
  });
});
