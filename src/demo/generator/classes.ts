import type { Classroom, Course, School, StaffMember, Student } from './model.js';
import type { Random } from './random.js';
import { gradeCode, gradeName, gradesOf, terms } from './schools.js';

const largestHomeroom = 18;
const sectionsAcrossGrade = 3;
const letters = 'ABCDEFGH';

/** What is taught to a whole grade at an elementary school, and by section at the others. */
const subjects: Record<School['level'], readonly string[]> = {
  elementary: ['Art', 'Music', 'Physical Education'],
  middle: [
    'English Language Arts',
    'Mathematics',
    'Science',
    'Social Studies',
    'World Languages',
    'Physical Education',
  ],
  high: ['English', 'Mathematics', 'Biology', 'U.S. History', 'Español', 'Chemistry', 'Visual Arts'],
};

/** Who is taught what by whom: every student gets a class of each subject of the grade. */
export function makeClasses(
  random: Random,
  schools: readonly School[],
  staff: readonly StaffMember[],
  students: readonly Student[],
): { courses: Course[]; classrooms: Classroom[] } {
  const courses = new Map<string, Course>();
  const classrooms: Classroom[] = [];
  const open = (
    school: School,
    grade: number,
    subject: string,
    letter: string,
    members: Student[],
    teacher: StaffMember,
  ) => {
    if (members.length === 0) return;
    const course = courseOf(courses, grade, subject);
    const room = String(random.between(1, 3) * 100 + random.between(1, 24));
    const kind = subject === homeroom ? 'homeroom' : 'scheduled';
    classrooms.push({
      ...{
        id: `CLASS-${1000 + classrooms.length + 1}`,
        title: `${course.title}${letter && ` ${letter}`}`,
        kind,
        course,
        school,
      },
      ...{ terms: terms.filter(({ type }) => type === 'semester'), period: String((classrooms.length % 7) + 1), room },
      ...{ teacher, students: [...members] },
    });
  };

  for (const school of schools) {
    const nextTeacher = inTurn(staff.filter((each) => each.school === school && each.role === 'teacher'));
    const [low, high] = gradesOf[school.level];
    for (let grade = low; grade <= high; grade++) {
      const members = students.filter((student) => student.school === school && student.grade === grade);
      if (school.level === 'elementary') {
        for (const [n, part] of split(members, Math.ceil(members.length / largestHomeroom)).entries()) {
          open(school, grade, homeroom, letters[n]!, part, nextTeacher());
        }
        for (const subject of subjects.elementary) open(school, grade, subject, '', members, nextTeacher());
        continue;
      }
      for (const subject of subjects[school.level]) {
        for (const [n, part] of split(members, sectionsAcrossGrade).entries()) {
          open(school, grade, subject, letters[n]!, part, nextTeacher());
        }
      }
    }
  }
  return { courses: [...courses.values()], classrooms };
}

const homeroom = 'Homeroom';

function courseOf(courses: Map<string, Course>, grade: number, subject: string): Course {
  const code = `${subject.replace(/[^A-Z]/g, '').padEnd(2, subject[1]!.toUpperCase())}-${gradeCode(grade)}-${subject.length}`;
  const known = courses.get(code);
  if (known) return known;
  const course = { id: `COURSE-${code}`, title: `${subject}, ${gradeName(grade)}`, code, subject, grade };
  courses.set(code, course);
  return course;
}

function split<T>(all: readonly T[], parts: number): T[][] {
  const result = Array.from({ length: parts }, (): T[] => []);
  for (const [n, each] of all.entries()) result[n % parts]!.push(each);
  return result;
}

function inTurn<T>(all: readonly T[]): () => T {
  let n = 0;
  return () => all[n++ % all.length]!;
}
