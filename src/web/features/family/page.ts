import type { Knex } from 'knex';
import { NotFound } from '../../ui/page-error.js';
import { type Family, familyOfStudent } from './members.js';

export interface FamilyPage {
  title: string;
  family: Family;
}

/** @throws NotFound for a student who is not known or has left */
export async function familyPage(db: Knex, studentId: number): Promise<FamilyPage> {
  const family = await familyOfStudent(db, studentId);
  if (!family) throw new NotFound('There is no student with this number, or the student has left.');
  return { title: family.title, family };
}
