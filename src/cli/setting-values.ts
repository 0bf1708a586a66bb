import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import type { Secret } from '../settings/field.js';
import { badArguments } from './errors.js';
import { unreadable } from './local-file.js';

/**
 * `name=value` arguments, with values from files and, for a secret given as `name=-`, from standard input; and which secrets
 * were typed among the arguments, where the shell keeps them.
 *
 * @throws SyncFailure `BadArguments`, `FileUnreadable`; no message holds a value
 */
export async function settingValues(
  pairs: readonly string[],
  fromFiles: readonly string[],
  input: Readable,
): Promise<{ values: Record<string, string>; secretsTyped: string[] }> {
  const { secretRows } = await import('../settings/scope-secrets.js');
  const values: Record<string, string> = {};
  const secretsTyped: string[] = [];
  for (const [name, value] of pairs.map((pair, index) => split(pair, `Argument ${index + 1}`))) {
    const row = secretRows.find(({ path }) => path === name);
    const fromInput = row !== undefined && value === '-';
    values[name] = fromInput ? asSecret(row, await readText(input)) : value;
    if (row && !fromInput && value !== '') secretsTyped.push(name);
  }
  for (const [name, path] of fromFiles.map((pair) => split(pair, '--secret-from-file'))) {
    const row = secretRows.find((each) => each.path === name);
    if (!row) throw badArguments(`--secret-from-file is for ${secretRows.map((each) => each.path).join(', ')}.`);
    values[name] = asSecret(row, readSecret(path));
  }
  if (Object.keys(values).length === 0) throw badArguments('Name at least one setting: name=value.');
  return { values, secretsTyped };
}

function split(pair: string, what: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw badArguments(`${what} does not have the form name=value.`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** Editors and `echo` end a file with a line break, which is no part of a password; a key's own form has one. */
function asSecret({ entry }: Secret, value: string): string {
  return entry === 'secret-file' ? value : value.replace(/\r?\n$/, '');
}

function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}
