import type { Person } from './model.js';

type Kind = 'students' | 'staff' | 'enrollments' | 'guardians' | 'guardianLinks';
type Effect = 'created' | 'updated' | 'archived' | 'restored';

/** How many records of each kind a change must touch, and how. */
export type ChangeNumbers = Record<Kind, Record<Effect, number>> & {
  accounts: Record<'created' | 'updated' | 'closed' | 'reopened', number>;
};

/** Somebody of whom the report must tell. */
export interface PersonChange {
  entity: 'student' | 'staff' | 'guardian';
  effect: Effect;
  name: string;
  /** Of an update: the value as the directory has it. */
  field?: { name: 'mobile_phone' | 'credential_phone' | 'sis_id'; before: string; after: string };
}

/** One thing that happened in the district, and what a right sync makes of it. */
export interface DistrictChange {
  sentence: string;
  people: PersonChange[];
  numbers: Partial<{ [K in keyof ChangeNumbers]: Partial<ChangeNumbers[K]> }>;
}

/** What all changes of a step amount to. */
export function sumOfNumbers(changes: readonly DistrictChange[]): ChangeNumbers {
  const none = () => ({ created: 0, updated: 0, archived: 0, restored: 0 });
  const sum: ChangeNumbers = {
    ...{ students: none(), staff: none(), enrollments: none(), guardians: none(), guardianLinks: none() },
    accounts: { created: 0, updated: 0, closed: 0, reopened: 0 },
  };
  for (const { numbers } of changes) {
    for (const [kind, effects] of Object.entries(numbers)) {
      const total = sum[kind as keyof ChangeNumbers] as Record<string, number>;
      for (const [effect, count] of Object.entries(effects)) total[effect]! += count;
    }
  }
  return sum;
}

export const nameOf = ({ firstName, lastName }: Pick<Person, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`;
