import { scheduleRequester } from '../contract/requests.js';

const longest = 60;

/** Who asks or decides, for the record; null for what is no person's name. The night's runs have other priority. */
export function personName(text: string): string | null {
  const name = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  const fits = name !== '' && name !== scheduleRequester && name.length <= longest && !/\p{C}/u.test(name);
  return fits ? name : null;
}
