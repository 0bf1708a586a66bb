import { parts } from '../../../../contract/parts.js';
import { dryRunStep } from '../../../../runs/report/dry-run.js';
import type { RunReport } from '../../../../runs/report.js';
import { duration } from '../../../../words/numbers.js';

type StepState = 'done' | 'running' | 'failed' | 'open';

export interface FlowStep {
  title: string;
  state: StepState;
  /** What it handled. */
  figure: string;
  /** When it was done, from the start of the run; or its state in words. */
  time: string;
}

const writing = new Set<string>(parts.map(({ steps }) => steps.apply));

/** A step's state from its marker; the first open step of a part that failed is the one that failed. */
export function stepMaker({ steps, failure, run }: RunReport) {
  const failed = new Set<string>();
  return (part: string, title: string, named: string[], figure: string | null | undefined): FlowStep => {
    // A dry run does all that writes in one step, which is rolled back.
    const prefixes = run.kind === 'preview' && named.some((name) => writing.has(name)) ? [dryRunStep] : named;
    const own = steps.filter(({ step }) => prefixes.some((prefix) => step === prefix || step.startsWith(`${prefix}/`)));
    const ended = own.map(({ finishedAt }) => finishedAt).filter((time) => time !== null);
    if (own.length > 0 && ended.length === own.length) {
      const doneAt = Math.max(...ended.map((time) => Date.parse(time)));
      const seconds = (doneAt - Date.parse(run.startedAt)) / 1000;
      const time = seconds < 0.1 ? 'done right away' : `done after ${duration(seconds)}`;
      return { title, state: 'done', figure: figure ?? '', time };
    }
    if (failure?.part === part && !failed.has(part)) {
      failed.add(part);
      return { title, state: 'failed', figure: '', time: 'failed' };
    }
    if (own.length > 0 && run.status === 'running') return { title, state: 'running', figure: '', time: 'running' };
    return { title, state: 'open', figure: '', time: run.status === 'running' ? 'not yet' : 'not done' };
  };
}
