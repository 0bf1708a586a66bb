/** Where `npm run demo` keeps its data. */
export const DEMO_FOLDER = '.dailysync/demo';

/** What can be tried in the running demo. */
export const demoActions = ['change', 'kill-worker', 'break-password', 'fix-password', 'retry'] as const;
export type DemoAction = (typeof demoActions)[number];

/** What the demo did around one run, and whether what came of it is what it knows of its district. Plain JSON. */
export interface DemoStory {
  run: number;
  action: Exclude<DemoAction, 'fix-password' | 'retry'>;
  /** `waiting`: the run needs attention. */
  state: 'running' | 'waiting' | 'ended';
  /** What was done, in order. */
  happened: string[];
  /** What must have come of it; empty until the run has ended. */
  checks: Check[];
  /** Of a run whose worker was killed: its batches as Temporal's history tells of them. */
  batches: Batch[];
  /** Whether everything is as expected; null until that is known. */
  matches: boolean | null;
}

export interface Check {
  text: string;
  ok: boolean;
  /** Both sides of what differs. */
  note: string;
}

export interface Batch {
  /** From 1. */
  batch: number;
  /** ISO 8601; null while it waits or runs. */
  startedAt: string | null;
  finishedAt: string | null;
  attempt: number;
  /** Process of the worker that had it last, as Temporal names it: pid@host. */
  worker: string;
  state: 'done' | 'running' | 'waiting';
}

export interface DemoState {
  /** A run is under way that the demo started: nothing else can be tried. */
  busy: boolean;
  /** DailySync has a wrong password for the SFTP server. */
  passwordBroken: boolean;
  /** The run that needs attention, if the last one does. */
  waitingRun: number | null;
  stories: DemoStory[];
}

export interface DemoControl {
  state(): Promise<DemoState>;
  /**
   * @returns the run to look at
   * @throws SyncFailure `DemoBusy`, `DemoStarting`, `DemoUsedUp`, `NothingToRetry`; from another process also `DemoNotRunning`
   */
  act(action: DemoAction): Promise<{ run: number }>;
}
