/** Histories of a district: what its roster and its guardian files said, night after night, as fast-check draws them. */
import fc from 'fast-check';

export type Scope = 'a' | 'b';
export interface Contact {
  firstName: string;
  lastName: string;
  email: string;
  mobilePhone: string;
}
type Cell = string | null;
/** As the check core hands a row on: null for a missing or dropped value, '' for an empty cell. */
export interface FileRow {
  /** `S1`; `S1~zeros`, `S1~number`: an id that is not S1's but could mean S1; `nobody`. */
  student: string;
  /** '' without id. */
  sisId: string;
  firstName: Cell;
  lastName: Cell;
  email: Cell;
  mobilePhone: Cell;
  homePhone: Cell;
  language: Cell;
  relationship: Cell;
  contactType: Cell;
}
export interface NightFile {
  rows: FileRow[];
  /** IDs of students and guardians that are in rows in error; `S1~zeros` is an ID that could mean S1. */
  inError: string[];
  /** The column that the file lacks. */
  missing: 'email' | 'mobilePhone' | null;
}
export interface Night {
  /** What the roster says before the files: students who leave, come or come back, staff who do or change (null: leave). */
  students: { id: string; active: boolean }[];
  staff: { id: string; contact: Contact | null }[];
  files: Partial<Record<Scope, NightFile>>;
  /** Which of the open accounts is claimed afterwards. */
  claim: number | null;
}
export type History = Night[];
/**
 * Which scopes sync in a night, one after the other, before the accounts step; none: a roster alone. Or one, to be
 * reverted. And the column that the files of the night lack.
 */
export type Plan = Step[][];
type Step = Scope | 'revert' | 'email' | 'mobilePhone';
export const isScope = (step: Step): step is Scope => step === 'a' || step === 'b';
const missingOf = (steps: Step[]) => steps.find((step) => step === 'email' || step === 'mobilePhone') ?? null;

export const studentsOf: Record<Scope, string[]> = { a: ['S1', 'S2', 'S3'], b: ['S4', 'S5'] };
/** In the roster from the start. */
export const firstStudents = ['S1', 'S2', 'S4', 'S5'];

/**
 * A row whose first name was dropped may be anybody of its last name: of several such guardians of a student it may take
 * another one in the second night. The rules are silent, and no district was seen that sends it.
 */
const firstNamesAreDropped = false;

const names = {
  firstName: fc.constantFrom('Mia', 'Mia', 'MIA', 'Mía Rose', 'Leo', 'Ana', ''),
  lastName: fc.constantFrom('Lopez', 'Lopez', 'Lopez', 'Ruiz'),
};
const emails = ['', 'a', 'b', 'c'];
const phones = ['', '1', '2'];
const dropped = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: null, freq: 8 });
const contact: fc.Arbitrary<Contact> = fc.record({
  ...names,
  email: fc.constantFrom(...emails),
  mobilePhone: fc.constantFrom(...phones),
});

function anyRow(scope: Scope): fc.Arbitrary<FileRow> {
  const known = studentsOf[scope];
  const doubtful = [...known.map((id) => `${id}~zeros`), `${known[0]}~number`, 'nobody'];
  return fc.record({
    student: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...known) },
      { weight: 1, arbitrary: fc.constantFrom(...doubtful) },
    ),
    sisId: fc.constantFrom('', '', '', 'G1', 'G2', 'G3'),
    firstName: firstNamesAreDropped ? fc.option(names.firstName, { nil: null, freq: 20 }) : names.firstName,
    lastName: names.lastName,
    email: dropped(emails),
    mobilePhone: dropped(phones),
    homePhone: dropped(['', '8', '9']),
    language: dropped(['', 'en', 'es']),
    relationship: dropped(['', 'Mother', 'Father']),
    contactType: dropped(['', 'Primary', 'Emergency']),
  });
}

/** What happens to a row of the night before; undefined: it is gone. */
const edit = (row: fc.Arbitrary<FileRow>) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: row.map(({ sisId }) => ({ sisId })) },
    { weight: 2, arbitrary: row.map(({ email, mobilePhone }) => ({ email, mobilePhone })) },
    { weight: 1, arbitrary: row.map(({ firstName, lastName }) => ({ firstName, lastName })) },
    { weight: 1, arbitrary: row.map(({ lastName, email }) => ({ lastName, email })) },
    { weight: 1, arbitrary: row.map(({ student }) => ({ student })) },
  );

/** What a district's IDs are, in all nights. */
type Ids = 'of people' | 'of positions' | 'of contacts per child' | 'of households';
const anyIds: fc.Arbitrary<Ids> = fc.oneof(
  { weight: 7, arbitrary: fc.constant('of people') },
  { weight: 1, arbitrary: fc.constantFrom('of positions', 'of contacts per child', 'of households') },
);

/** Of a whole file: IDs that the district stops to send for a night, or those of a new SIS. */
const anyChange = fc.oneof(
  { weight: 20, arbitrary: fc.constant('none') },
  { weight: 1, arbitrary: fc.constant('no IDs') },
  { weight: 1, arbitrary: fc.constant('new SIS') },
);

function withIds(rows: readonly FileRow[], ids: Ids, system: number): FileRow[] {
  const said = (row: FileRow, i: number): string => {
    if (ids === 'of people') return row.sisId;
    if (ids === 'of households') return `F${row.student}`;
    if (ids === 'of contacts per child') return row.sisId && `C${row.student}${row.sisId}`;
    return `P${row.student}-${rows.slice(0, i).filter(({ student }) => student === row.student).length}`;
  };
  return rows.map((row, i) => {
    const id = said(row, i);
    return { ...row, sisId: id && `${id}${'N'.repeat(system)}` };
  });
}

/** A phone that goes from one person to another. */
function recycled(rows: readonly FileRow[], from: number, to: number): FileRow[] {
  const phone = rows[from]?.mobilePhone;
  if (!phone || from === to) return [...rows];
  return rows.map((row, i) =>
    i === to ? { ...row, mobilePhone: phone } : i === from ? { ...row, mobilePhone: '' } : row,
  );
}

/** Files of one scope: new rows, and those of the night before, some of them changed, in another order. */
function files(scope: Scope, plan: Plan): fc.Arbitrary<NightFile[]> {
  const row = anyRow(scope);
  const night = fc.record({
    fresh: fc.array(row, { maxLength: 5 }),
    keeps: fc.boolean(),
    edits: fc.array(edit(row), { minLength: 12, maxLength: 12 }),
    order: fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }),
    change: anyChange,
    phones: fc.option(fc.tuple(fc.nat(5), fc.nat(5)), { freq: 1, nil: [0, 0] as [number, number] }),
    inError: fc.array(fc.constantFrom(...studentsOf[scope], `${studentsOf[scope][0]}~zeros`, 'G1', 'G2'), {
      maxLength: 2,
    }),
    hasErrors: fc.nat(5),
  });
  const all = fc.array(night, { minLength: plan.length, maxLength: plan.length });
  return fc.tuple(all, anyIds).map(([drawn, ids]) => {
    let rows: FileRow[] = [];
    let system = 0;
    return drawn.map(({ fresh, keeps, edits, order, change, phones, inError, hasErrors }, night) => {
      const missing = missingOf(plan[night]!);
      const kept = keeps ? rows.slice(0, 12) : [];
      const edited = kept.flatMap((row, i) => (edits[i] ? [{ ...row, ...edits[i] }] : []));
      const all = [...edited, ...fresh].map((row, i) => ({ row, at: order[i] ?? i }));
      rows = all.sort((a, b) => a.at - b.at).map(({ row }) => row);
      rows = recycled(rows, ...phones);
      if (change === 'new SIS') system += 1;
      const told = withIds(rows, ids, system).map((row) => ({ ...row, ...(change === 'no IDs' ? { sisId: '' } : {}) }));
      return {
        rows: told.map((row) => withName({ ...row, ...(missing ? { [missing]: null } : {}) })),
        inError: hasErrors === 0 ? inError : [],
        missing,
      };
    });
  });
}

/** A row without any name would be in error. */
function withName(row: FileRow): FileRow {
  return row.firstName || row.lastName ? row : { ...row, lastName: 'Lopez' };
}

const rosterDay = fc.record({
  students: fc.array(fc.record({ id: fc.constantFrom(...studentsOf.a, ...studentsOf.b), active: fc.boolean() }), {
    maxLength: 1,
  }),
  staff: fc.array(fc.record({ id: fc.constantFrom('T1', 'T2'), contact: fc.option(contact, { freq: 4 }) }), {
    maxLength: 2,
  }),
  claim: fc.option(fc.nat(5), { nil: null, freq: 1 }),
});

const anyNight = fc.constantFrom<Plan[number]>(
  ['a'],
  ['a'],
  ['a'],
  ['a', 'email'],
  ['a', 'mobilePhone'],
  ['b'],
  ['a', 'b'],
  ['b', 'a'],
  ['b', 'a', 'email'],
  [],
);
const anyReverts = fc.constantFrom<Plan[number]>(['a', 'revert'], ['a'], ['a'], ['b', 'revert'], ['b'], ['a', 'b'], []);
export const anyPlan: fc.Arbitrary<Plan> = fc.oneof(
  { weight: 2, arbitrary: fc.array(anyNight, { minLength: 2, maxLength: 5 }) },
  { weight: 1, arbitrary: fc.array(anyReverts, { minLength: 3, maxLength: 5 }) },
);

export function anyHistory(plan: Plan): fc.Arbitrary<History> {
  const days = fc.array(rosterDay, { minLength: plan.length, maxLength: plan.length });
  return fc.record({ days, a: files('a', plan), b: files('b', plan) }).map(({ days, ...all }) =>
    plan.map((steps, i) => ({
      ...days[i]!,
      // A revert leaves what the roster has said since: these nights have a test of their own.
      ...(plan.flat().includes('revert') ? { students: [] } : {}),
      ...(steps.includes('revert') ? { staff: [] } : {}),
      files: Object.fromEntries(steps.filter(isScope).map((scope) => [scope, all[scope][i]!])),
    })),
  );
}
