import type { Random } from '../../src/demo/generator/random.js';
import type { DisturbedSystem } from './disturbed-system.js';

export type FaultKind =
  | 'worker killed before the commit'
  | 'worker killed after the commit'
  | 'worker frozen, woken later'
  | 'worker killed in the transfer'
  | 'PostgreSQL crashed'
  | 'Temporal killed'
  | 'SFTP server stopped'
  | 'file replaced'
  | 'disk full';

/** Where in a sync a fault strikes: at the commit of a step, or in the middle of a file's transfer. In order. */
const places = [
  'users.csv',
  'fetchRoster',
  'stageRoster/students',
  'stageRoster/enrollments',
  'applyRoster',
  'guardians.csv',
  'fetchGuardianFile',
  'decodeGuardianFile',
  'parseGuardianBatch',
  'parseGuardianBatch/1',
  'parseGuardianBatch/3',
  'reconcileGuardians',
  'assignAccounts',
  'closeRun',
] as const;

export type Place = (typeof places)[number];

export interface PlannedFault {
  place: Place;
  kind: FaultKind;
}

/** A killed worker costs half a minute, until Temporal misses its heartbeat; the others cost seconds. */
const atCommit: readonly (readonly [FaultKind, number])[] = [
  ['worker killed before the commit', 2],
  ['worker killed after the commit', 2],
  ['worker frozen, woken later', 1],
  ['PostgreSQL crashed', 9],
  ['Temporal killed', 9],
  ['SFTP server stopped', 4],
];
const inTransfer: readonly (readonly [FaultKind, number])[] = [
  ['worker killed in the transfer', 1],
  ['PostgreSQL crashed', 2],
  ['Temporal killed', 2],
  ['SFTP server stopped', 5],
  ['disk full', 5],
];

export function isTransfer(place: Place): boolean {
  return place.endsWith('.csv');
}

/** The faults of one district's night, in the order of its steps. */
export function planFaults(random: Random): PlannedFault[] {
  const wanted = random.between(2, 4);
  const chosen = new Set<Place>();
  while (chosen.size < wanted) chosen.add(random.pick(places));
  return places
    .filter((place) => chosen.has(place))
    .map((place) => {
      if (!isTransfer(place)) return { place, kind: random.weighted(atCommit) };
      const replaced = [...inTransfer, ['file replaced', 5] as const];
      return { place, kind: random.weighted(place === 'guardians.csv' ? replaced : inTransfer) };
    });
}

export interface Scene {
  /** Lets the step or transfer that waits at the fault's place go on. */
  release(): Promise<void>;
  /** Resolves once no step waits there. */
  left(): Promise<void>;
  replaceFile(): Promise<void>;
}

/** Strikes while a step waits at the fault's place, and lets it go on. */
export async function strike(kind: FaultKind, disturbed: DisturbedSystem, scene: Scene): Promise<void> {
  switch (kind) {
    case 'worker killed before the commit':
      await disturbed.killWorkers();
      await scene.left();
      await scene.release();
      return disturbed.startWorker();
    case 'worker killed after the commit':
      disturbed.freezeWorker();
      await scene.release();
      await scene.left();
      await disturbed.killWorkers();
      return disturbed.startWorker();
    case 'worker frozen, woken later':
      disturbed.freezeWorker();
      await scene.release();
      await scene.left();
      return disturbed.replaceFrozenWorker();
    case 'worker killed in the transfer':
      await disturbed.killWorkers();
      await scene.release();
      return disturbed.startWorker();
    case 'PostgreSQL crashed':
      return disturbed.crashPostgres(() => scene.release());
    case 'Temporal killed':
      return disturbed.killTemporal(async () => {
        await scene.release();
        await scene.left();
      });
    case 'SFTP server stopped':
      await scene.release();
      return disturbed.stopSftp(2000);
    case 'file replaced':
      await scene.replaceFile();
      return scene.release();
    case 'disk full':
      disturbed.fillDisk();
      return scene.release();
  }
}
