import type { Look, StepProgress } from '../requests/follow.js';
import { number, percent } from '../words/numbers.js';
import { stageText, stepName } from '../words/steps.js';

/** How far a request is, for a progress line: the stages of its run, and how far the step is that runs. */
export function progressText({ board, step, waitsFor }: Look): [stage: string, detail: string] {
  const stages = board?.stages.map(stageText).join(' · ');
  return [stages || waitingText(waitsFor), step ? stepText(step) : ''];
}

function waitingText(waitsFor: Look['waitsFor']): string {
  if (waitsFor === 'worker') return 'Waiting for a worker …';
  return waitsFor === null ? 'Starting …' : `Waiting for run ${waitsFor.run} to end …`;
}

/** Steps count bytes or records: a share says as much. */
function stepText({ step, done, total }: StepProgress): string {
  return `(${stepName(step)} ${total ? percent(Math.min(100, Math.floor((done / total) * 100))) : number(done)})`;
}
