import { personName } from '../../../requests/person-name.js';
import { NotFound } from '../../ui/page-error.js';
import { withoutName } from './refusals.js';

const asks = ['removals archive', 'removals keep', 'hold apply', 'hold discard', 'retry'] as const;
export type Ask = (typeof asks)[number];
export type Question = 'removals' | 'hold' | 'retry';

/** What archives or applies at large is asked about once more. */
const grave: readonly Ask[] = ['removals archive', 'hold apply'];

export interface Answer {
  ask: Ask;
  question: Question;
  by: string;
  /** As the page said them; null with retry. */
  records: number | null;
  /** The person is to be asked once more. */
  askAgain: boolean;
}

/** @throws NotFound for what no form of ours sends; PageError without a name */
export function readAnswer(body: URLSearchParams, runId: number): Answer {
  const ask = asks.find((each) => each === body.get('ask'));
  if (ask === undefined) throw new NotFound();
  const by = personName(body.get('by') ?? '');
  if (by === null) throw withoutName(runId);
  const records = body.get('records');
  return {
    ...{ ask, by, question: ask.split(' ')[0] as Question },
    records: records === null ? null : Number(records),
    askAgain: grave.includes(ask) && body.get('confirmed') !== 'yes',
  };
}
