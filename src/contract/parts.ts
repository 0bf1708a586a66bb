/**
 * The parts of a run, in the order in which they run and a report names them; the first failed one names the run's
 * failure. A part that stages what it fetched can be held and asked about. The names of steps are those of activities
 * and of the records of steps: histories and runs hold them.
 */
export const parts = [
  {
    name: 'roster',
    title: 'Roster',
    requests: ['sync'],
    steps: { fetch: 'fetchRoster', stage: 'stageRoster', apply: 'applyRoster' },
    kinds: ['schools', 'terms', 'students', 'staff', 'classrooms', 'enrollments'],
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
    kinds: ['guardians', 'guardianLinks'],
  },
  {
    name: 'attributes',
    title: 'Student attributes',
    requests: ['sync'],
    steps: {
      fetch: 'fetchAttributeFile',
      decode: 'decodeAttributeFile',
      parse: 'parseAttributeBatch',
      apply: 'applyAttributes',
    },
    kinds: ['studentAttributes'],
  },
  { name: 'revert', title: 'Revert', requests: ['revert'], steps: { apply: 'revertRun' }, kinds: [] },
  {
    name: 'accounts',
    title: 'Accounts',
    requests: ['sync', 'upload', 'revert'],
    steps: { apply: 'assignAccounts' },
    kinds: ['accounts'],
  },
] as const;

type Part = (typeof parts)[number];
type PartOf<Name extends SyncPart> = Extract<Part, { name: Name }>;

/** The parts of a run that can fail on their own and be tried again. */
export type SyncPart = Part['name'];
/** The parts that stage what they fetched, and so can be held. */
export type StagedPart = Extract<Part, { steps: { fetch: string } }>['name'];

export const stagedParts = parts.filter((part) => 'fetch' in part.steps).map(({ name }) => name as StagedPart);

/** The names of a part's steps, by what each does. */
export function stepsOf<Name extends SyncPart>(name: Name): PartOf<Name>['steps'] {
  return parts.find((part) => part.name === name)!.steps as PartOf<Name>['steps'];
}

/** The record kinds that a part applies, as counts name them. */
export function kindsOf(name: SyncPart): readonly string[] {
  return parts.find((part) => part.name === name)!.kinds;
}

/** By the step that applies it, each part that applies records. */
export const partAppliedBy = Object.fromEntries(
  parts.filter(({ kinds }) => kinds.length > 0).map(({ name, steps }) => [steps.apply, name]),
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
