import { userInfo } from 'node:os';
import { personName } from '../requests/person-name.js';
import { badArguments } from './errors.js';

/** Who asks, for the run's record: the name given with --by, else the user of this machine. */
export function person(by: string | undefined): string {
  const name = personName(by ?? systemUser());
  if (name === null) throw badArguments('--by needs the name of a person.');
  return name;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'command line';
  }
}
