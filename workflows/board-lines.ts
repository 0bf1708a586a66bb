import type { StageProgress } from '../src/contract/requests.js';
import type { PartFailure } from '../src/contract/status.js';
import { partTitle } from '../src/words/parts.js';

/** What failed, one paragraph a failure, in Markdown. */
export function failureLines(failures: readonly PartFailure[]): string[] {
  return failures.flatMap(({ part, code, message }) => ['', `**${partTitle(part)}: ${code}** ${message}`]);
}

/** The stages so far, as a table in Markdown. */
export function stageLines(stages: Iterable<StageProgress>): string[] {
  const rows = [...stages].map(({ stage, state, detail }) => `| ${partTitle(stage)} | ${state} | ${detail} |`);
  return rows.length === 0 ? [] : ['', '| stage | state | |', '|---|---|---|', ...rows];
}
