import { createHash } from 'node:crypto';
import phoneMetadata from 'libphonenumber-js/min/metadata';
import { CODE_VERSION, RULES } from '../../guardian-file/index.js';
import type { FileKind } from './kind.js';

/** To be raised by hand when a rule of the reconcile changes what a file comes to. */
const reconcileRules = '2';

const tables = versionOf({ ...RULES, phoneMetadata });

/** By what rules a file is read and applied: one that was applied under others is applied again. */
export function rulesOf<Row extends object>({ fileName }: Pick<FileKind<Row>, 'fileName'>): string {
  return `${fileName} ${CODE_VERSION}.${reconcileRules} ${tables}`;
}

/** A short text that is another one as soon as anything in the tables is. */
export function versionOf(tables: unknown): string {
  return createHash('sha256').update(JSON.stringify(tables, plain)).digest('hex').slice(0, 12);
}

/** Patterns, maps and sets as JSON has them. */
function plain(_name: string, value: unknown): unknown {
  if (value instanceof RegExp) return String(value);
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
