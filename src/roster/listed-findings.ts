import { findingKind } from '../findings/catalogue.js';
import { sameSuffix } from '../findings/sentences.js';
import { fill } from '../guardian-file/index.js';
import { listedPerCode, moreFinding, type RunFinding } from '../runs/findings.js';

interface Told {
  first: RunFinding;
  count: number;
}

/** Lets through as many findings of each code as a person may read; some codes are told once for each column. */
export class FindingList {
  readonly #byCode = new Map<string, Told>();
  readonly #byColumn = new Map<string, Told>();

  take(findings: readonly RunFinding[]): RunFinding[] {
    return findings.filter((finding) => {
      const { code, file, column } = finding;
      if (findingKind(code).perColumn) {
        count(this.#byColumn, JSON.stringify([code, file, column]), finding);
        return false;
      }
      return count(this.#byCode, code, finding) <= listedPerCode;
    });
  }

  /** One finding for each column, and one for each code of which there were more than are listed. */
  rest(): RunFinding[] {
    const columns = [...this.#byColumn.values()].map(ofColumn);
    const more = [...this.#byCode.values()]
      .filter((told) => told.count > listedPerCode)
      .map((told) => moreFinding(told.first.code, told.first.file ?? null, told.count - listedPerCode));
    return [...columns, ...more];
  }
}

function ofColumn({ first, count: rows }: Told): RunFinding {
  if (rows === 1) return first;
  const { sentence } = findingKind(first.code);
  const message = sentence.includes('{count}')
    ? fill(sentence, { column: first.column ?? '', count: rows })
    : first.message + fill(sameSuffix, { more: rows === 2 ? '1 more row' : `${rows - 1} more rows` });
  return { ...first, message, details: { ...first.details, rows } };
}

function count(counts: Map<string, Told>, key: string, finding: RunFinding): number {
  const told = counts.get(key) ?? { first: finding, count: 0 };
  counts.set(key, told);
  return ++told.count;
}
