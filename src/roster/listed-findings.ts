import { listedPerCode, moreFinding, type RunFinding } from '../runs/findings.js';

/** Lets through as many findings of each code as a person may read. */
export class FindingList {
  readonly #counts = new Map<string, { finding: RunFinding; count: number }>();

  take(findings: readonly RunFinding[]): RunFinding[] {
    return findings.filter((finding) => {
      const seen = this.#counts.get(finding.code) ?? { finding, count: 0 };
      this.#counts.set(finding.code, seen);
      return ++seen.count <= listedPerCode;
    });
  }

  /** One finding for each code of which there were more. */
  rest(): RunFinding[] {
    return [...this.#counts.values()]
      .filter(({ count }) => count > listedPerCode)
      .map(({ finding: { code, file = null }, count }) => moreFinding(code, file, count - listedPerCode));
  }
}
