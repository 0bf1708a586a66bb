import { writeFileSync } from 'node:fs';
import { COLUMN_ALIASES, CONTACT_TYPES, type Column, RELATIONSHIPS } from '../src/guardian-file/index.js';
import { fields } from '../src/settings/fields.js';
import { findingsDoc } from './findings-doc.js';
import { settingsDoc } from './settings-doc.js';

/** Documents made from the tables that the program itself uses: `npx tsx scripts/write-docs.ts`. */
const meanings: Record<Column, string> = {
  studentSisId: 'required; the student\'s ID as in the roster (setting "Student ID")',
  guardianSisId: 'recommended; a guardian stays the same person when the contact changes',
  firstName: 'first or last name is required',
  lastName: '',
  email: 'login and notices by email',
  mobilePhone: 'login and SMS; any punctuation',
  homePhone: 'for the records only',
  language: 'a code such as `es` or `pt-BR`, or an English name',
  relationship: `per child: ${RELATIONSHIPS.join(', ')}`,
  contactType: CONTACT_TYPES.join(', '),
};

export function guardianFileDoc(): string {
  const columns = Object.entries(COLUMN_ALIASES).map(
    ([column, [, ...others]]) => `| \`${column}\` | ${meanings[column as Column]} | ${others.join(', ')} |`,
  );
  return `# The guardian file

\`guardians.csv\` has one row for each pair of a student and a guardian, so a guardian of three children has three rows. UTF-8 is
best; UTF-16 and Windows-1252 (ISO-8859-1) are recognized and converted. Columns are separated by a comma, semicolon, tab,
pipe, or caret.

A line may also hold several guardians, in columns such as \`Guardian 1 First Name\` and \`Guardian 2 First Name\`, \`Contact1 Email\`,
or \`Mother Name\` and \`Father Name\`. Each that holds anything is read as a row. A whole name in one column (\`Contact Name\`) is
cut at the first space. A column with the type of a phone (\`Phone Type\`: Cell, Home, Work) says which column the number is.
Headers are judged together: beside \`Guardian First Name\`, a bare \`First Name\` is the student's.

An empty cell clears the stored value. So do words for nothing, such as N/A or null, and contacts that nobody has. A missing
column, and a value dropped by a warning, leave the stored value alone. Without \`guardianSisId\`, a guardian is known by name, email, and phone
together, so another email is another person.

What the sync makes of the rows is in [the rules for guardians and accounts](guardian-rules.md).

<!-- Everything below is made by scripts/write-docs.ts from the program's own tables. -->

## Columns

Upper and lower case, spaces, and punctuation in headers don't matter. With numbers (\`Email 1\`, \`Email 2\`) the first is read.

| column | meaning | also understood |
|---|---|---|
${columns.join('\n')}

## Findings

[Findings](findings.md) lists what the check can say about the file, its rows, and its values, and why it refuses a whole file.
`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../docs/guardian-file.md', import.meta.url), guardianFileDoc());
  writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsDoc(fields));
  writeFileSync(new URL('../docs/findings.md', import.meta.url), findingsDoc());
}
