import { plainLetters } from './names.js';
import type { Random } from './random.js';

/** Of places all over the country: 555-0100 to 555-0199, kept for fiction, has a hundred numbers in each. */
const mobileAreas = [
  207, 212, 213, 303, 305, 312, 404, 415, 503, 512, 602, 612, 617, 702, 713, 773, 808, 818, 917, 919,
];
const landlineAreas = [603, 978, 508, 401, 802, 413, 518, 860];
const mailHosts = ['example.org', 'example.com', 'example.net', 'mail.example.org', 'post.example.com'];
const spellings: readonly ((area: string, line: string) => string)[] = [
  (area, line) => `(${area}) 555-${line}`,
  (area, line) => `${area}-555-${line}`,
  (area, line) => `${area}.555.${line}`,
  (area, line) => `${area}555${line}`,
  (area, line) => `+1 ${area} 555 ${line}`,
];

/** Contact details that nobody else has, and that reach nobody. */
export interface Contacts {
  /** Ten digits. */
  mobile(): string;
  landline(): string;
  /** An address made of the name. */
  email(firstName: string, lastName: string, host?: string): string;
}

export function contacts(random: Random): Contacts {
  const taken = new Set<string>();
  return {
    mobile: numbers(random, mobileAreas),
    landline: numbers(random, landlineAreas),
    email: (firstName, lastName, host = random.pick(mailHosts)) => {
      const name = `${plainLetters(firstName)}.${plainLetters(lastName)}`;
      for (let n = 1; ; n++) {
        const address = `${name}${n === 1 ? '' : n}@${host}`;
        if (taken.has(address)) continue;
        taken.add(address);
        return address;
      }
    },
  };
}

/** One after the other, starting somewhere: no number twice. */
function numbers(random: Random, areas: readonly number[]): () => string {
  let next = random.between(0, areas.length * 100 - 1);
  let left = areas.length * 100;
  return () => {
    if (left-- === 0) throw new Error('All numbers for fiction are given away.');
    // 37 and the number of numbers have no common divisor, so this meets each once.
    next = (next + 37) % (areas.length * 100);
    return `${areas[next % areas.length]}555${String(100 + Math.floor(next / areas.length)).padStart(4, '0')}`;
  };
}

/** The same number as people and systems write it. */
export function writtenPhone(random: Random, digits: string): string {
  return digits === '' ? '' : random.pick(spellings)(digits.slice(0, 3), digits.slice(6));
}
