import type { ApiRecord } from '../api/model.js';
import type { CleverClient } from './client.js';
import { nextOf } from './tokens.js';
import { idOf, isObject, listIn, objectIn, textIn } from './values.js';

/** Clever keeps events for 30 days. A mark that is nearly as old is not trusted to have lost none. */
const WINDOW_DAYS = 25;
const DAY_MS = 24 * 60 * 60 * 1000;
const LIMIT = 1000;
/** More than so many changes, and the whole is read as quickly. They are held in memory. */
const MOST = 10_000;

const TYPE = /^(schools|terms|courses|sections|users)\.(created|updated|deleted)$/;
/** Events of what is no part of the roster. */
const OTHERS = /^(districts|resources)\./;

/** A mark: the newest event when it was made, and when that was. */
interface Mark {
  id: string;
  time: number;
}

export function markOf(id: string, now: number): string {
  return `${id} ${new Date(now).toISOString()}`;
}

function parsed(mark: string): Mark | null {
  const [id = '', time = ''] = mark.split(' ');
  return id === '' || Number.isNaN(Date.parse(time)) ? null : { id, time: Date.parse(time) };
}

/** The id of the newest event; null where there is none, or where events are not to be had. */
export async function newestEvent(client: CleverClient): Promise<string | null> {
  const { status, body } = await client.list('events', { ending_before: 'last', limit: '1' });
  const ids = status >= 400 ? [] : listIn(body, 'data').map((item) => idOf(eventOf(item)));
  return ids.at(-1) || null;
}

/**
 * The events after a mark, oldest first. null where anything is odd, and so the whole must be read: the mark has fallen
 * out of the window, events are not to be had or don't tell all of a change.
 */
export async function eventsAfter(
  client: CleverClient,
  since: string,
  now: number,
): Promise<{ events: ApiRecord[]; mark: string } | null> {
  const mark = parsed(since);
  if (!mark || now - mark.time > WINDOW_DAYS * DAY_MS || !(await client.has(`events/${encodeURIComponent(mark.id)}`)))
    return null;
  const events: ApiRecord[] = [];
  for (let after = mark.id; ; ) {
    const { status, body } = await client.list('events', { limit: String(LIMIT), starting_after: after });
    if (status >= 400) return null;
    const page = listIn(body, 'data').map(eventOf);
    for (const event of page) {
      if (idOf(event) <= after || !isWhole(event) || events.length === MOST) return null;
      events.push(event);
      after = idOf(event);
    }
    if (page.length === 0 || (nextOf(body) === null && page.length < LIMIT))
      return { events, mark: markOf(after, now) };
  }
}

/** Of `{data: {id, type, data}, uri}`. */
function eventOf(item: unknown): ApiRecord {
  return isObject(item) && textIn(item, 'type') === '' ? objectIn(item, 'data') : isObject(item) ? item : {};
}

/** Whether the event says all that is needed for making the change of it. */
function isWhole(event: ApiRecord): boolean {
  const type = textIn(event, 'type');
  if (OTHERS.test(type)) return true;
  const [, collection, action] = TYPE.exec(type) ?? [];
  const object = objectOf(event);
  if (!collection || idOf(object) === '') return false;
  if (action === 'deleted') return collection !== 'courses';
  // The sections of a course don't say that it has another name.
  if (collection === 'courses') return action === 'created';
  if (collection === 'users') return isObject(object.roles) && isObject(object.name);
  if (collection !== 'sections') return true;
  const lists = Array.isArray(object.students) && (Array.isArray(object.teachers) || idOf(object, 'teacher') !== '');
  return idOf(object, 'school') !== '' && lists && (action === 'created' || before(event) !== null);
}

/** The record that an event is of, as it became. */
export function objectOf(event: ApiRecord): ApiRecord {
  return objectIn(objectIn(event, 'data'), 'object');
}

/** The old values of what was changed: they are inside `data` or next to it. */
export function before(event: ApiRecord): ApiRecord | null {
  const inside = objectIn(event, 'data').previous_attributes;
  const found = isObject(inside) ? inside : event.previous_attributes;
  return isObject(found) ? found : null;
}

/** Collection and action of an event's type; '' where it is of nothing that is synced. */
export function kindOf(event: ApiRecord): { collection: string; action: string } {
  const [, collection = '', action = ''] = TYPE.exec(textIn(event, 'type')) ?? [];
  return { collection, action };
}
