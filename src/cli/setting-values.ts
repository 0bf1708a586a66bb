import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { SyncFailure } from '../contract/failures.js';
import { badArguments } from './errors.js';

const secrets = new Set([
  'sftp.password',
  'sftp.privateKey',
  'sftp.passphrase',
  'roster.token',
  'roster.clientId',
  'roster.clientSecret',
]);

/**
 * `name=value` arguments, with values from files and, for a secret given as `name=-`, from standard input.
 *
 * @throws SyncFailure `BadArguments`, `FileUnreadable`; no message holds a value
 */
export async function settingValues(
  pairs: readonly string[],
  fromFiles: readonly string[],
  input: Readable,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, value] of pairs.map((pair, index) => split(pair, `Argument ${index + 1}`))) {
    const fromInput = secrets.has(name) && value === '-';
    values[name] = fromInput ? asSecret(name, await readText(input)) : value;
  }
  for (const [name, path] of fromFiles.map((pair) => split(pair, '--secret-from-file'))) {
    if (!secrets.has(name)) throw badArguments(`--secret-from-file is for ${[...secrets].join(', ')}.`);
    values[name] = asSecret(name, readSecret(path));
  }
  if (Object.keys(values).length === 0) throw badArguments('Name at least one setting: name=value.');
  return values;
}

function split(pair: string, what: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw badArguments(`${what} is not of the form name=value.`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** Editors and `echo` end a file with a line break, which is no part of a password; a key's own form has one. */
function asSecret(name: string, value: string): string {
  return name === 'sftp.privateKey' ? value : value.replace(/\r?\n$/, '');
}

function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new SyncFailure('FileUnreadable', `${path} can't be read (${reason}).`);
  }
}
