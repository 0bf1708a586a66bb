import { isFixedPhone, splitWholeName } from '../../guardian-file/index.js';
import type { ApiRecord } from '../api/model.js';
import type { FamilyRow } from '../guardians/model.js';
import type { Mapped } from './batch.js';
import { roleOf } from './rows.js';
import { idOf, listIn, objectIn, textIn } from './values.js';

/**
 * A contact, and whose: the relationship and its type are each student's. Clever keeps its own id of a contact for as long
 * as the district gives one (`sis_id`); without, it may be another as soon as email or phone is, so no id is told then.
 */
export function familyRow(user: ApiRecord): Mapped<FamilyRow> {
  const contact = roleOf(user, 'contact');
  if (!contact) return 'left-out';
  const sourceId = idOf(user);
  const phone = textIn(contact, 'phone');
  // A phone at home, or at work, gets no text messages.
  const isFixed = isFixedPhone(textIn(contact, 'phone_type'));
  const links = listIn(contact, 'student_relationships').map((each) => ({
    studentSourceId: idOf(each, 'student'),
    guardianSourceId: sourceId,
    relationship: textIn(each, 'relationship'),
    contactType: textIn(each, 'type'),
  }));
  return {
    sourceId,
    line: null,
    guardian: {
      sisId: textIn(contact, 'sis_id'),
      ...nameOf(user),
      email: textIn(user, 'email'),
      mobilePhone: isFixed ? '' : phone,
      homePhone: isFixed ? phone : '',
      language: '',
      relationship: '',
      contactType: '',
    },
    links: links.filter(({ studentSourceId }) => studentSourceId !== ''),
  };
}

/** The whole name is in `last`. */
function nameOf(user: ApiRecord): { firstName: string; lastName: string } {
  const name = objectIn(user, 'name');
  const [firstName, lastName] = [textIn(name, 'first'), textIn(name, 'last')];
  return firstName === '' ? splitWholeName(lastName) : { firstName, lastName };
}
