import type { Contacts } from './contacts.js';

/**
 * Somebody with a login. Who is a teacher and a parent is one Person in both places, so the generator knows the accounts
 * without any rule of matching.
 */
export interface Person {
  firstName: string;
  lastName: string;
  /** '' for people without. */
  email: string;
  /** Ten digits, '' for people without. */
  mobile: string;
}

export type SchoolLevel = 'elementary' | 'middle' | 'high';

export interface School {
  id: string;
  name: string;
  number: string;
  level: SchoolLevel;
  phone: string;
}

export interface Student {
  /** The id in both files. */
  id: string;
  stateId: string;
  firstName: string;
  lastName: string;
  /** 0 is kindergarten. */
  grade: number;
  school: School;
}

export interface StaffMember {
  id: string;
  role: 'teacher' | 'administrator' | 'aide';
  person: Person;
  school: School;
}

export interface Term {
  id: string;
  title: string;
  type: 'schoolYear' | 'semester';
  start: string;
  end: string;
  parent: Term | null;
}

export interface Course {
  id: string;
  title: string;
  code: string;
  subject: string;
  grade: number;
}

export interface Classroom {
  id: string;
  title: string;
  kind: 'homeroom' | 'scheduled';
  course: Course;
  school: School;
  terms: Term[];
  period: string;
  room: string;
  teacher: StaffMember;
  students: Student[];
}

export type ContactType = 'Parent/Guardian' | 'Emergency' | 'Family';

export interface Guardian {
  /** guardianSisId; '' if the SIS gives none. */
  id: string;
  person: Person;
  homePhone: string;
  /** As the SIS writes it: a code or an English name. */
  language: string;
  relationship: string;
  contactType: ContactType;
  children: Student[];
}

export interface Family {
  students: Student[];
  guardians: Guardian[];
}

/** A row of guardians.csv, and what became of it on its way into the file. */
export interface GuardianRow {
  guardian: Guardian;
  student: Student;
  mistake: Mistake | null;
}

/** What is wrong with a row, and what a right sync makes of it. */
export interface Mistake {
  /** The finding that the report must have for it. */
  code: string;
  /** Whether the row still makes its link. */
  applies: boolean;
  /** The line as it is in the file, made of the row's right cells. */
  line(cells: readonly string[]): string;
}

export interface DemoDistrict {
  seed: number;
  id: string;
  name: string;
  schools: School[];
  terms: Term[];
  courses: Course[];
  classrooms: Classroom[];
  staff: StaffMember[];
  students: Student[];
  families: Family[];
  /** In the order of the file. */
  guardianRows: GuardianRow[];
  featured: Family;
  /** The next ones that nobody has yet. */
  contacts: Contacts;
  /** Who left in the last change, with their classes, to come back in the next. */
  departed: { family: Family; seats: { classroom: Classroom; student: Student }[]; rows: GuardianRow[] } | null;
}
