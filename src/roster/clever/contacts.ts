import type { ApiRecord, ReceivedFeeds } from '../api/model.js';
import { roleOf } from './rows.js';
import { idOf, isObject, listIn, objectIn, textIn } from './values.js';

/** A contact of students, as Clever gives it. Texts are cleaned, '' where there is none. */
export interface CleverContact {
  sourceId: string;
  /** The district's own id; ''. Without it Clever may give the same person another sourceId tomorrow. */
  sisId: string;
  firstName: string;
  lastName: string;
  /** As written; not checked. */
  email: string;
  phone: string;
  /** Cell, Home, Work, Other or ''. */
  phoneType: string;
  /** Each with what the contact is to that child. */
  students: { studentSourceId: string; relationship: string; type: string }[];
}

/** The contacts among what was received, a page at a time. A record without id, or of nobody's contact, is left out. */
export async function* contactsOf(received: ReceivedFeeds): AsyncGenerator<CleverContact[]> {
  for await (const { records } of received.pages('contacts')) {
    yield records.map(contactOf).filter((contact) => contact !== null);
  }
}

export function contactOf(user: ApiRecord): CleverContact | null {
  const contact = roleOf(user, 'contact');
  const sourceId = idOf(user);
  if (!contact || sourceId === '') return null;
  return {
    sourceId,
    sisId: textIn(contact, 'sis_id'),
    ...nameOf(user),
    email: textIn(user, 'email'),
    phone: textIn(contact, 'phone'),
    phoneType: textIn(contact, 'phone_type'),
    students: listIn(contact, 'student_relationships')
      .filter((each) => isObject(each) && idOf(each, 'student') !== '')
      .map((each) => ({
        studentSourceId: idOf(each, 'student'),
        relationship: textIn(each, 'relationship'),
        type: textIn(each, 'type'),
      })),
  };
}

/** The whole name stands in `last`. Where it is cut has no bearing on who is who: a contact key has it joined again. */
function nameOf(user: ApiRecord): { firstName: string; lastName: string } {
  const name = objectIn(user, 'name');
  const [first, last] = [textIn(name, 'first'), textIn(name, 'last')];
  const cut = last.indexOf(' ');
  if (first !== '' || cut < 0) return { firstName: first, lastName: last };
  return { firstName: last.slice(0, cut), lastName: last.slice(cut + 1) };
}
