import type { Contacts } from './contacts.js';
import { csvLine } from './csv.js';
import type { Family, Guardian, GuardianRow, Mistake, StaffMember } from './model.js';
import type { Random } from './random.js';

/** Positions of the cells of a row. */
export const at = { student: 0, firstName: 2, lastName: 3, email: 4, mobile: 5, language: 7, relationship: 8 } as const;

/** Mistakes as they come from real offices; each is made in one row. */
const inOneRow: readonly Mistake[] = [
  mistake('student-id-missing', false, (cells) => cells.with(at.student, '')),
  mistake('name-missing', false, (cells) => cells.with(at.firstName, '').with(at.lastName, ' ')),
  {
    code: 'row-field-count',
    applies: false,
    line: (cells) => [...cells.slice(0, at.relationship), "Aunt, on the mother's side", cells.at(-1)].join(','),
  },
  {
    code: 'row-bad-quote',
    applies: false,
    line: (cells) => cells.with(at.firstName, `${cells[at.firstName]} "Bobby"`).join(','),
  },
  mistake('language-unknown', true, (cells) => cells.with(at.language, 'Other')),
  mistake('formula-text', true, (cells) => cells.with(at.student, `="${cells[at.student]}"`)),
];

function mistake(code: string, applies: boolean, spoil: (cells: readonly string[]) => readonly string[]): Mistake {
  return { code, applies, line: (cells) => csvLine(spoil(cells)) };
}

/**
 * Makes a few of the rows bad, each in a family of its own and never in that of a teacher, and appends some that should
 * not be there.
 */
export function makeMistakes(
  random: Random,
  contacts: Contacts,
  { rows, families, staff }: { rows: GuardianRow[]; families: readonly Family[]; staff: readonly StaffMember[] },
): void {
  const colleagues = new Set(staff.map(({ person }) => person.email));
  const free = families.filter(({ guardians }) =>
    guardians.every(({ person, id }) => id !== '' && !colleagues.has(person.email)),
  );
  const takeFamily = (wanted: (family: Family) => boolean): Family => {
    const fitting = free.filter(wanted);
    const family = random.pick(fitting);
    free.splice(free.indexOf(family), 1);
    return family;
  };
  const rowsOf = (guardian: Guardian) => rows.filter((row) => row.guardian === guardian);
  const takeRow = (): GuardianRow => rowsOf(takeFamily(isPlain).guardians.at(-1)!)[0]!;

  for (const each of inOneRow) takeRow().mistake = each;

  // A value that cannot be used is dropped: to the directory the person has none.
  const noMail = takeRow();
  noMail.mistake = mistake('email-invalid', true, (cells) =>
    cells.with(at.email, `${noMail.guardian.id.toLowerCase()}@example,org`),
  );
  noMail.guardian.person.email = '';
  const noPhone = takeRow();
  noPhone.mistake = mistake('phone-invalid', true, (cells) => cells.with(at.mobile, '555-01'));
  noPhone.guardian.person.mobile = '';

  // An id without its zeros names no student; the other child's row keeps the guardian.
  const eaten = rowsOf(takeFamily(hasTwoChildren).guardians[0]!)[1]!;
  eaten.mistake = mistake('student-id-zeros', false, (cells) =>
    cells.with(at.student, cells[at.student]!.replace(/^0+/, '')),
  );

  // A new number that the office entered for one child alone: the later row counts.
  const old = rowsOf(takeFamily(hasTwoChildren).guardians[0]!)[0]!;
  const oldMobile = contacts.mobile();
  old.mistake = mistake('rows-disagree', true, (cells) => cells.with(at.mobile, oldMobile));

  // One id for both parents, who share neither email nor phone.
  const [mother, father] = takeFamily((family) => isPlain(family) && family.guardians.length === 2).guardians;
  father!.id = mother!.id;
  for (const parent of [mother!, father!])
    rowsOf(parent)[0]!.mistake = { code: 'id-shared', applies: false, line: csvLine };

  const twice = takeRow();
  rows.push({ ...twice, mistake: { code: 'duplicate-row', applies: true, line: csvLine } });
  const gone = takeRow();
  rows.push({
    guardian: { ...gone.guardian, id: 'G19004' },
    student: { ...gone.student, id: '001203' },
    mistake: { code: 'student-unknown', applies: false, line: csvLine },
  });
}

/** One child, and guardians who all have an email and a mobile phone of their own. */
function isPlain({ students, guardians }: Family): boolean {
  const values = guardians.flatMap(({ person }) => [person.email, person.mobile]);
  return students.length === 1 && !values.includes('') && new Set(values).size === values.length;
}

function hasTwoChildren({ students, guardians }: Family): boolean {
  const [first] = guardians;
  return (
    students.length === 2 && first!.children.length === 2 && first!.person.mobile !== '' && first!.person.email !== ''
  );
}
