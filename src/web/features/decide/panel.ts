import { isRefusedUpload } from '../../../runs/report/next-step.js';
import type { RunReport } from '../../../runs/report.js';
import { answerWords } from '../../../words/answers.js';
import { inDataFolder } from '../../../words/commands.js';
import { capitalized } from '../../../words/lists.js';
import { count, percent } from '../../../words/numbers.js';
import { partNames } from '../../../words/parts.js';
import { countRecords } from '../../../words/record-kinds.js';
import { when } from '../../../words/times.js';
import { commandLine } from '../../ui/command-line.js';
import type { Asking } from './asking.js';

/** What the run page asks, and what was answered; null if there is neither. */
export interface QuestionPanel {
  removals: { title: string; kinds: string[]; url: string; commands: string[] } | null;
  hold: { title: string; reasons: string[]; commands: string[] } | null;
  retry: { command: string } | null;
  /** After an upload that was refused: the same file would be refused again, unless a setting was the cause. */
  upload: { command: string; retry: string } | null;
  decided: string[];
  /** Of the forms; null if nobody can send an answer from here. */
  token: string | null;
  runId: number;
}

export function questionPanel(
  asking: Asking,
  report: RunReport,
  { timeZone, token, dataFolder }: { timeZone: string; token: string | null; dataFolder: string | null },
): QuestionPanel | null {
  const decided = report.decisions.map(({ question, answer, by, at }) => {
    return `${answerWords({ question, answer })}. Decided by ${by}, ${when(at, timeZone)}.`;
  });
  const { removals, hold, retry, runId, scope, records } = asking;
  if (decided.length === 0 && removals.length === 0 && !hold && !retry) return null;
  const command = (answer: string) => commandLine(`decide ${scope} ${answer}`, dataFolder);
  const refused = retry && isRefusedUpload(report);
  const retryCommand = commandLine(`retry ${scope}`, dataFolder);
  return {
    ...{ decided, token, runId },
    removals:
      removals.length === 0
        ? null
        : {
            title: `${count(records, 'record')} ${records === 1 ? 'waits' : 'wait'} for your decision`,
            kinds: removals.map((of) => kindLine(of, report)),
            url: `/runs/${runId}/removals`,
            commands: [command('removals --list'), command('removals archive|keep')],
          },
    hold: hold
      ? {
          title: heldTitle(report),
          reasons: report.held.map(({ message }) => inDataFolder(message, dataFolder)),
          commands: [command('hold apply'), command('hold discard')],
        }
      : null,
    retry: retry && !refused ? { command: retryCommand } : null,
    upload: refused ? { command: commandLine(`upload ${scope} FILE`, dataFolder), retry: retryCommand } : null,
  };
}

/** "250 links to children (25%), and 240 guardians who would have no student left" */
function kindLine({ kind, count: records }: { kind: string; count: number }, { counts }: RunReport): string {
  const tried = { ...counts.roster, guardianLinks: counts.guardians?.guardianLinks }[kind as 'students']
    ?.triedToArchive;
  const share = tried && tried.count === records ? ` (${percent(tried.percent)})` : '';
  const guardians = kind === 'guardianLinks' ? (counts.guardians?.guardians.triedToArchive?.count ?? 0) : 0;
  const also = guardians > 0 ? `, and ${count(guardians, 'guardian')} who would have no student left` : '';
  return `${countRecords(records, kind)}${share}${also}`;
}

function heldTitle({ held }: RunReport): string {
  const parts = new Set(held.map(({ part }) => part));
  const [is, was] = parts.size === 1 ? ['is', 'was'] : ['are', 'were'];
  return `${capitalized(partNames(parts))} ${is} on hold and ${was} not applied`;
}
