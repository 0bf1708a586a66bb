import { generateDistrict } from '../../src/demo/generator/index.js';
import type { Classroom, DemoDistrict, Student } from '../../src/demo/generator/model.js';

/** A district of 30 students with their classes and teachers: a few pages of each collection. */
export function smallDistrict(): DemoDistrict {
  const demo = generateDistrict({ seed: 7 });
  const students = demo.students.slice(0, 30);
  const classrooms = demo.classrooms
    .map((classroom) => withStudents(classroom, (student) => (students.includes(student) ? [student] : [])))
    .filter((classroom) => classroom.students.length > 0);
  const courses = new Set(classrooms.map(({ course }) => course));
  const teachers = new Set(classrooms.map(({ teacher }) => teacher));
  const staff = demo.staff.filter((member) => member.role !== 'teacher' || teachers.has(member));
  return { ...demo, students, classrooms, courses: [...courses], staff, families: [], guardianRows: [] };
}

/** The same a night later: one student has left, another sits in the same classes, a third and a class are renamed. */
export function aNightLater(demo: DemoDistrict): DemoDistrict {
  const [leaver, married, ...others] = demo.students as [Student, Student, ...Student[]];
  const newcomer = { ...leaver, id: 'STU-99999', stateId: '9999999', firstName: 'Nova', lastName: 'Newcomer' };
  const renamed = { ...married, lastName: 'Renamed' };
  const now = new Map([
    [leaver.id, newcomer],
    [married.id, renamed],
  ]);
  const classrooms = demo.classrooms.map((classroom, n) => ({
    ...withStudents(classroom, (student) => [now.get(student.id) ?? student]),
    title: n === 5 ? `${classroom.title} (renamed)` : classroom.title,
  }));
  return { ...demo, students: [renamed, ...others, newcomer], classrooms };
}

function withStudents(classroom: Classroom, become: (student: Student) => Student[]): Classroom {
  return { ...classroom, students: classroom.students.flatMap(become) };
}
