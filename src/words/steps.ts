import { stepsOf } from '../contract/parts.js';
import { capitalized } from './lists.js';
import { partTitle } from './parts.js';
import { recordNoun } from './record-kinds.js';

const roster = stepsOf('roster');
const guardians = stepsOf('guardians');
const attributes = stepsOf('attributes');

/** What is being done, by the stored name of the step. */
const stepWords: Record<string, string> = {
  [roster.fetch]: 'Fetching the roster',
  [roster.stage]: 'Reading the roster',
  [roster.apply]: 'Applying the roster',
  [guardians.fetch]: 'Fetching the guardian file',
  [guardians.decode]: 'Finding the encoding of the guardian file',
  [guardians.parse]: 'Reading the guardian file',
  [guardians.apply]: 'Applying the guardian file',
  [attributes.fetch]: 'Fetching the student attributes file',
  [attributes.decode]: 'Finding the encoding of the student attributes file',
  [attributes.parse]: 'Reading the student attributes file',
  [attributes.apply]: 'Applying the student attributes',
  [stepsOf('revert').apply]: 'Reverting the run',
  [stepsOf('accounts').apply]: 'Assigning accounts',
  previewRun: 'Trying everything out',
  changeLevel: 'Changing the level',
};

/** "Reading the roster: students". @param step as stored, such as `stageRoster/students` */
export function stepName(step: string): string {
  const [name = step, collection] = step.split('/');
  const words = stepWords[name] ?? capitalized(name);
  return collection ? `${words}: ${recordNoun(collection, 2)}` : words;
}

const stageStates: Record<string, string> = {
  waiting: 'waiting for an answer',
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

/** "Guardian file: running". @param stage a part, or `preview` for a dry run's last stage */
export function stageText({ stage, state }: { stage: string; state: string }): string {
  return `${stage === 'preview' ? 'Dry run' : partTitle(stage)}: ${stageStates[state] ?? state}`;
}
