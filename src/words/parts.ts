import type { SyncPart } from '../contract/parts.js';
import { list } from './lists.js';

const nouns: Record<SyncPart, string> = {
  roster: 'the roster',
  guardians: 'the guardian file',
  attributes: 'the student attributes file',
  revert: 'the revert',
  accounts: 'the accounts',
};

/** "the roster and the guardian file" */
export function partNames(parts: Iterable<string>): string {
  return list([...new Set(parts)].map((part) => nouns[part as SyncPart] ?? part));
}
