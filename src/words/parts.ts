import { parts, titleOf } from '../contract/parts.js';
import { list } from './lists.js';

/** "Guardian file". @param name of a part; any other is returned as it is */
export function partTitle(name: string): string {
  const part = parts.find((each) => each.name === name);
  return part ? titleOf(part.name) : name;
}

/** "the roster and the guardian file" */
export function partNames(names: Iterable<string>): string {
  return list([...new Set(names)].map((name) => `the ${partTitle(name).toLowerCase()}`));
}
