/**
 * The parts of a run, in the order in which they run and a report names them; the first failed one names the run's
 * failure. A part that stages what it fetched can be held and asked about. The names of steps are those of activities
 * and of the records of steps: histories and runs hold them. The kinds of records, by their names in counts, with the
 * name of their table, which is that in the audit too; what a record refers to comes first.
 */
export const parts = [
  {
    name: 'roster',
    title: 'Roster',
    requests: ['sync'],
    steps: { fetch: 'fetchRoster', stage: 'stageRoster', apply: 'applyRoster' },
    kinds: {
      schools: 'school',
      terms: 'term',
      classrooms: 'classroom',
      students: 'student',
      staff: 'staff',
      enrollments: 'enrollment',
    },
  },
  {
    name: 'guardians',
    title: 'Guardian file',
    requests: ['sync', 'upload'],
    steps: {
      fetch: 'fetchGuardianFile',
      decode: 'decodeGuardianFile',
      parse: 'parseGuardianBatch',
      apply: 'reconcileGuardians',
    },
    kinds: { guardians: 'guardian', guardianLinks: 'guardian_link' },
  },
  {
    name: 'attributes',
    title: 'Student attributes file',
    requests: ['sync'],
    steps: {
      fetch: 'fetchAttributeFile',
      decode: 'decodeAttributeFile',
      parse: 'parseAttributeBatch',
      apply: 'applyAttributes',
    },
    kinds: { studentAttributes: 'student_attribute' },
  },
  { name: 'revert', title: 'Revert', requests: ['revert'], steps: { apply: 'revertRun' }, kinds: {} },
  {
    name: 'accounts',
    title: 'Accounts',
    requests: ['sync', 'upload', 'revert'],
    steps: { apply: 'assignAccounts' },
    kinds: { accounts: 'account', roles: 'role' },
  },
] as const;

type Part = (typeof parts)[number];
type PartOf<Name extends SyncPart> = Extract<Part, { name: Name }>;

/** The parts of a run that can fail on their own and be tried again. */
export type SyncPart = Part['name'];
/** The parts that stage what they fetched, and so can be held. */
export type StagedPart = Extract<Part, { steps: { fetch: string } }>['name'];
/** The parts that read a file of rows. */
export type FilePart = Extract<Part, { steps: { decode: string } }>['name'];

export const stagedParts = parts.filter((part) => 'fetch' in part.steps).map(({ name }) => name as StagedPart);

export function titleOf(name: SyncPart): string {
  return parts.find((part) => part.name === name)!.title;
}

/** The names of a part's steps, by what each does. */
export function stepsOf<Name extends SyncPart>(name: Name): PartOf<Name>['steps'] {
  return parts.find((part) => part.name === name)!.steps as PartOf<Name>['steps'];
}

export type KindOf<Name extends SyncPart> = Name extends SyncPart ? keyof PartOf<Name>['kinds'] & string : never;
export type RecordKind = KindOf<SyncPart>;

export const tableOf = Object.assign({}, ...parts.map(({ kinds }) => kinds)) as Record<RecordKind, string>;

/** The kinds of records that a part applies. */
export function kindsOf<Name extends SyncPart>(name: Name): KindOf<Name>[] {
  return Object.keys(parts.find((part) => part.name === name)!.kinds) as KindOf<Name>[];
}

/** The tables of a part's kinds; of all parts if none is named. */
export function tablesOf(name?: SyncPart): string[] {
  return parts.flatMap((part) => (name === undefined || part.name === name ? Object.values(part.kinds) : []));
}

/** By the step that applies it, each part that applies records. */
export const partAppliedBy = Object.fromEntries(
  parts.filter(({ kinds }) => Object.keys(kinds).length > 0).map(({ name, steps }) => [steps.apply, name]),
);

/** The parts that a request of a kind runs, in order; a kind that is not known here is a whole sync. */
export function partsOf(kind: string): SyncPart[] {
  const known = parts.some(({ requests }) => (requests as readonly string[]).includes(kind)) ? kind : 'sync';
  return parts.filter(({ requests }) => (requests as readonly string[]).includes(known)).map(({ name }) => name);
}

/** In the order of the parts. */
export function inOrder<Each extends { part: SyncPart }>(each: readonly Each[]): Each[] {
  const place = ({ part }: Each) => parts.findIndex(({ name }) => name === part);
  return [...each].sort((a, b) => place(a) - place(b));
}
