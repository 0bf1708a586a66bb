import type { TinyFeeds } from './tiny-server.js';

/**
 * Two schools, with so many students and a tenth as many classes; each student sits in two.
 *
 * @param padding characters that each enrollment is longer
 */
export function tinyDistrict(students: number, padding = 0): TinyFeeds {
  const classes = Math.ceil(students / 10);
  const count = (n: number) => Array.from({ length: n }, (_, i) => i);
  const school = (i: number) => `sch-${i % 2}`;
  return {
    schools: [0, 1].map((i) => ({ id: `sch-${i}`, name: `School ${i}` })),
    classes: count(classes).map((i) => ({ id: `c-${i}`, school: school(i), name: `Class ${i}` })),
    people: [
      ...count(students).map((i) => ({
        ...{ id: `st-${i}`, role: 'student', school: school(i), first: `Ana${i}`, last: 'Ruiz' },
        password: 'a-password-of-a-student',
      })),
      ...count(classes).map((i) => ({
        id: `t-${i}`,
        role: 'teacher',
        school: school(i),
        first: `Tom${i}`,
        last: 'Oak',
      })),
    ],
    enrollments: count(students * 2).map((i) => ({
      id: `e-${i}`,
      class: `c-${i % classes}`,
      user: `st-${i % students}`,
      role: 'student',
      note: 'x'.repeat(padding),
    })),
  };
}
