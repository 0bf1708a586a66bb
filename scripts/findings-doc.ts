import { codesThat, findingSubjects } from '../src/findings/catalogue.js';
import { heldAdvice } from '../src/findings/sentences.js';
import type { FindingKind } from '../src/guardian-file/index.js';

/** docs/findings.md, made from the catalogue of findings: `npx tsx scripts/write-docs.ts`. */
export function findingsDoc(): string {
  return `# Findings

Every finding of a run's report, by its code. An error drops a row or a whole file, a warning drops a value or needs a look,
a notice drops nothing. Names in braces are filled in. Failures of a step are listed in [failures](failures.md).

<!-- Made by scripts/write-docs.ts from the program's own tables. -->

${Object.entries(findingSubjects)
  .map(([title, kinds]) => subjectDoc(title, kinds))
  .join('\n')}
After the reason for a hold comes: ${heldAdvice}

Told once for each column of a roster's file, with the number of rows: ${onceAColumn()}.
`;
}

function onceAColumn(): string {
  return codesThat(({ perColumn }) => perColumn === true)
    .map((code) => `\`${code}\``)
    .join(', ');
}

function subjectDoc(title: string, kinds: Record<string, FindingKind>): string {
  const rows = Object.entries(kinds).map(
    ([code, { severity, about, sentence }]) => `| \`${code}\` | ${severity} | ${about} | ${sentence} |`,
  );
  return `## ${title}

| code | severity | about a | what it says |
|---|---|---|---|
${rows.join('\n')}
`;
}
