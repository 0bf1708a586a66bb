import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { familyRow } from '../../../src/roster/clever/families.js';
import type { FamilyRow } from '../../../src/roster/guardians/model.js';
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
    const links = [
      ['s1', 'Parent', 'Parent/Guardian'],
      ['s2', '', ''],
    ].map(([studentSourceId, relationship, contactType]) => ({
      ...{ studentSourceId, guardianSourceId: 'c1', relationship, contactType },
    }));
    assert.deepEqual(familyRow(user), {
      ...{ sourceId: 'c1', line: null, links },
      guardian: {
        ...{ sisId: '', firstName: 'José', lastName: 'Ibarra Peña', email: 'jose@example.org' },
        ...{ mobilePhone: '(202) 555-0100', homePhone: '', language: '', relationship: '', contactType: '' },
      },
    });
    const phones = ['Cell', 'Other', '', 'Home', 'Work'].map((phone_type) => {
      const { guardian } = familyRow({ ...user, roles: { contact: { ...contact, phone_type } } }) as FamilyRow;
      return guardian!.homePhone === '' ? 'mobile' : 'home';
    });
    assert.deepEqual(phones, ['mobile', 'mobile', 'mobile', 'home', 'home']);
    const names = [{ first: 'Ana', last: 'Ruiz Gil' }, { last: 'Cher' }, { last: null }, undefined].map((name) => {
      const { firstName, lastName } = (familyRow({ ...user, name }) as FamilyRow).guardian!;
      return [firstName, lastName];
    });
    assert.deepEqual(names, [
      ['Ana', 'Ruiz Gil'],
      ['', 'Cher'],
      ['', ''],
      ['', ''],
    ]);
    assert.equal(familyRow({ ...user, roles: { student: {} } }), 'left-out');
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
        .map(familyRow)
        .filter((row) => typeof row !== 'string')
        .map(({ sourceId, guardian, links }) => {
          const { firstName, lastName, mobilePhone } = guardian!;
          return [sourceId, firstName, lastName, mobilePhone, links.map((link) => link.studentSourceId).join()];
        });
      assert.equal(guardians.length, 1002);
      assert.deepEqual(contacts, guardians);
    },
  );
});
