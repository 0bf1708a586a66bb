import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { contactOf } from '../../../src/roster/clever/contacts.js';
import { referenceDistrict } from '../../fakes/clever/district.js';
import { referenceFile } from '../../support/reference.js';

const reference = referenceDistrict();

describe('contacts from Clever', () => {
  it('have what they are to each child, and the whole name out of its last part', () => {
    const contact = {
      ...{ phone: '(202) 555-0100', phone_type: 'Cell', sis_id: '' },
      student_relationships: [
        { student: 's1', relationship: 'Parent', type: 'Parent/Guardian' },
        { student: 's2', relationship: null, type: '' },
        { relationship: 'Parent' },
        null,
      ],
    };
    const user = { id: 'c1', email: 'jose@example.org', name: { last: 'José  Ibarra Peña' }, roles: { contact } };
    assert.deepEqual(contactOf(user), {
      ...{ sourceId: 'c1', sisId: '', firstName: 'José', lastName: 'Ibarra Peña', email: 'jose@example.org' },
      ...{ phone: '(202) 555-0100', phoneType: 'Cell' },
      students: [
        { studentSourceId: 's1', relationship: 'Parent', type: 'Parent/Guardian' },
        { studentSourceId: 's2', relationship: '', type: '' },
      ],
    });
    const names = [{ first: 'Ana', last: 'Ruiz Gil' }, { last: 'Cher' }, { last: null }, undefined].map((name) => {
      const { firstName, lastName } = contactOf({ ...user, name })!;
      return [firstName, lastName];
    });
    assert.deepEqual(names, [
      ['Ana', 'Ruiz Gil'],
      ['', 'Cher'],
      ['', ''],
      ['', ''],
    ]);
    assert.equal(contactOf({ ...user, roles: { student: {} } }), null);
    assert.equal(contactOf({ ...user, id: null }), null);
  });

  (reference ? it : it.skip)(
    "of the mock bodies are the guardians of the same district's OneRoster files (skipped without REFERENCE_DIR)",
    () => {
      const file = referenceFile('derived-demo-district', 'oneroster-1.1.json') as string;
      interface User {
        sourcedId: string;
        role: string;
        givenName: string;
        familyName: string;
        phone?: string;
        agents: { sourcedId: string }[];
      }
      const guardians = (JSON.parse(readFileSync(file, 'utf8')) as { users: User[] }).users
        .filter(({ role }) => role === 'guardian')
        .map(({ sourcedId, givenName, familyName, phone = '', agents }) => [
          sourcedId,
          givenName,
          familyName,
          phone,
          agents.map((agent) => agent.sourcedId).join(),
        ]);
      const contacts = reference!.users
        .map(contactOf)
        .filter((contact) => contact !== null)
        .map((each) => [
          each.sourceId,
          each.firstName,
          each.lastName,
          each.phone,
          each.students.map((student) => student.studentSourceId).join(),
        ]);
      assert.equal(guardians.length, 1002);
      assert.deepEqual(contacts, guardians);
    },
  );
});
