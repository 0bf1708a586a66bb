import type { School, SchoolLevel, Term } from './model.js';

/** Lowest and highest grade; 0 is kindergarten. */
export const gradesOf: Record<SchoolLevel, readonly [number, number]> = {
  elementary: [0, 5],
  middle: [6, 8],
  high: [9, 12],
};

export const schools: readonly School[] = [
  { id: 'ORG-101', number: '101', name: 'Cedar Hill Elementary School', level: 'elementary', phone: '9075550150' },
  { id: 'ORG-102', number: '102', name: 'Riverside Elementary School', level: 'elementary', phone: '9075550151' },
  { id: 'ORG-103', number: '103', name: 'César Chávez Elementary School', level: 'elementary', phone: '9075550152' },
  { id: 'ORG-201', number: '201', name: 'Maple Valley Middle School', level: 'middle', phone: '9075550153' },
  { id: 'ORG-301', number: '301', name: 'Maple Valley High School', level: 'high', phone: '9075550154' },
];

const year: Term = {
  id: 'TERM-2027',
  title: '2026-2027',
  type: 'schoolYear',
  start: '2026-08-24',
  end: '2027-06-11',
  parent: null,
};

export const terms: readonly Term[] = [
  year,
  { id: 'TERM-2027-S1', title: 'Fall Semester', type: 'semester', start: year.start, end: '2027-01-15', parent: year },
  { id: 'TERM-2027-S2', title: 'Spring Semester', type: 'semester', start: '2027-01-19', end: year.end, parent: year },
];

/** OneRoster writes grades as CEDS does: KG, 01 … 12. */
export const gradeCode = (grade: number): string => (grade === 0 ? 'KG' : String(grade).padStart(2, '0'));

export const gradeName = (grade: number): string => (grade === 0 ? 'Kindergarten' : `Grade ${grade}`);
