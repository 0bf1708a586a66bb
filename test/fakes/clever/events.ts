import { type CleverDistrict, collections, type Entity } from './district.js';

export interface CleverEvent extends Record<string, unknown> {
  id: string;
  type: string;
  created: string;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
}

/** What Clever's events say of a change of the district. Ids grow with their number. */
export function eventsBetween(before: CleverDistrict, after: CleverDistrict, count: number): CleverEvent[] {
  const events: CleverEvent[] = [];
  const add = (type: string, data: CleverEvent['data']) =>
    void events.push({
      ...{ id: (0x5f0000000000 + count + events.length).toString(16).padStart(24, '0'), type },
      ...{ created: new Date().toISOString(), data },
    });
  for (const name of collections) {
    const old = new Map(before[name].map((entity) => [entity.id, entity]));
    for (const entity of after[name]) {
      const was = old.get(entity.id);
      old.delete(entity.id);
      if (!was) add(`${name}.created`, { object: entity });
      else if (JSON.stringify(was) !== JSON.stringify(entity))
        add(`${name}.updated`, { object: entity, previous_attributes: differing(was, entity) });
    }
    for (const entity of old.values()) add(`${name}.deleted`, { object: entity });
  }
  return events;
}

/** The old values of what is another now. */
function differing(was: Entity, is: Entity): Record<string, unknown> {
  const names = Object.keys({ ...was, ...is }).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  return Object.fromEntries(names.map((name) => [name, was[name] ?? null]));
}
