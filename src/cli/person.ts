import { userInfo } from 'node:os';
import { scheduleRequester } from '../contract/requests.js';
import { badArguments } from './errors.js';

/** Who asks, for the run's record: the name given with --by, else the user of this machine. */
export function person(by: string | undefined): string {
  const name = by ?? systemUser();
  // The night's runs have other priority and waits.
  if (name === scheduleRequester || name.trim() === '') throw badArguments('--by takes the name of a person.');
  return name;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'command line';
  }
}
