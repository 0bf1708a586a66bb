import type { DemoAction, DemoControl, DemoState, DemoStory } from '../../src/demo/story.js';

/** A demo that is in this state, and notes what it is asked to do. */
export function demoOf(state: Partial<DemoState>, run = 1): DemoControl & { asked: DemoAction[] } {
  const asked: DemoAction[] = [];
  return {
    asked,
    state: async () => ({ busy: false, passwordBroken: false, waitingRun: null, stories: [], ...state }),
    act: async (action) => {
      asked.push(action);
      return { run };
    },
  };
}

export function storyOf(run: number, changes: Partial<DemoStory> = {}): DemoStory {
  return {
    ...{ run, action: 'break-password', state: 'ended', matches: false },
    happened: ['DailySync was given a wrong password.', 'The run needs attention: the login was refused.'],
    checks: [
      { text: 'The run is done', ok: true, note: '' },
      { text: 'Guardians: 2 new', ok: false, note: 'found: 1 new' },
    ],
    batches: [
      { batch: 1, startedAt: at(1), finishedAt: at(2), attempt: 1, worker: '41@here', state: 'done' },
      { batch: 2, startedAt: at(9), finishedAt: null, attempt: 2, worker: '42@here', state: 'running' },
    ],
    ...changes,
  };
}

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 7, 0, second)).toISOString();
