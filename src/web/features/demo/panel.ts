import { type Batch, DEMO_FOLDER, type DemoAction, type DemoControl, type DemoStory } from '../../../demo/story.js';
import { commandLine } from '../../ui/command-line.js';

export interface DemoPanel {
  token: string;
  busy: boolean;
  offers: { action: DemoAction; title: string; does: string; button: string; command: string }[];
  story: (Omit<DemoStory, 'batches'> & { title: string; batches: BatchRow[]; killed: boolean }) | null;
  /** The page looks again by itself. */
  following: boolean;
  /** Where to press Update in Temporal's interface, while this run waits. */
  temporalUrl: string | null;
}

interface BatchRow {
  batch: number;
  state: string;
  started: string;
  finished: string;
  attempt: number;
  worker: string;
}

interface Shown {
  runId: number;
  token: string;
  following: boolean;
  temporalUrl: string | null;
  /** Where the demo runs. */
  dataFolder: string | null;
}

const titles: Record<DemoStory['action'], string> = {
  change: 'The file changed, and was synced again',
  'kill-worker': 'The worker was killed partway',
  'break-password': 'The password was wrong',
};

/** What can be tried, and what came of it in this run; null if the demo has ended. */
export async function demoPanel(control: DemoControl, shown: Shown): Promise<DemoPanel | null> {
  const state = await control.state().catch(() => null);
  if (state === null) return null;
  // The commands of the demo look in its usual folder by themselves.
  const folder = shown.dataFolder === DEMO_FOLDER ? null : shown.dataFolder;
  const story = state.stories.find(({ run }) => run === shown.runId) ?? null;
  const offer = (action: DemoAction, title: string, does: string, button: string) => ({
    ...{ action, title, does, button, command: commandLine(`demo ${action}`, folder) },
  });
  const password = 'Break the password';
  const passwordOffer = state.passwordBroken
    ? offer(
        'fix-password',
        password,
        'DailySync has a wrong password now. Put the right one back.',
        'Correct the password',
      )
    : state.waitingRun !== null
      ? offer(
          'retry',
          password,
          'The password is right again, and the run is still waiting.',
          'Run the failed steps again',
        )
      : offer(
          'break-password',
          password,
          'DailySync gets a wrong password and syncs: the run needs attention, and continues once the password is corrected.',
          'Break the password',
        );
  const { token } = shown;
  const following = shown.following && story !== null && story.state !== 'ended';
  return {
    ...{ token, following, busy: state.busy },
    temporalUrl: state.waitingRun === shown.runId ? shown.temporalUrl : null,
    offers: [
      offer(
        'change',
        'Change the file and sync again',
        'A night passes in the district: phones change, a family leaves, another arrives. See who changes, and how.',
        'Change the file and sync',
      ),
      offer(
        'kill-worker',
        'Kill the worker partway',
        'The same, but the worker is killed while it reads the file. The run continues within a minute.',
        'Kill the worker',
      ),
      passwordOffer,
    ],
    story: story && { ...story, ...storyWords(story), batches: story.batches.map(batchRow) },
  };
}

function storyWords({ action }: DemoStory) {
  return { title: titles[action], killed: action === 'kill-worker' };
}

function batchRow({ batch, state, startedAt, finishedAt, attempt, worker }: Batch): BatchRow {
  return {
    ...{ batch, state, attempt },
    started: startedAt === null ? '' : clock(startedAt),
    finished: finishedAt === null ? '' : clock(finishedAt),
    worker: worker === '' ? '' : `process ${worker.split('@')[0]}`,
  };
}

const clock = (iso: string) => `${iso.slice(11, 23)} UTC`;
