import type { RunFinding } from '../runs/findings.js';

/** Findings of one code that are listed one by one; the rest is counted, as in src/runs/finding-queries. */
const LISTED = 100_000;

/** Lets through as many findings of each code as a person may read. */
export class FindingList {
  readonly #counts = new Map<string, { finding: RunFinding; count: number }>();

  take(findings: readonly RunFinding[]): RunFinding[] {
    return findings.filter((finding) => {
      const seen = this.#counts.get(finding.code) ?? { finding, count: 0 };
      this.#counts.set(finding.code, seen);
      return ++seen.count <= LISTED;
    });
  }

  /** One finding for each code of which there were more. */
  rest(): RunFinding[] {
    return [...this.#counts.values()]
      .filter(({ count }) => count > LISTED)
      .map(({ finding: { severity, code, file }, count }) => ({
        severity,
        code,
        file: file ?? null,
        message: `There are ${count - LISTED} more findings of this kind (${code}) that are not listed one by one.`,
        details: { more: count - LISTED },
      }));
  }
}
