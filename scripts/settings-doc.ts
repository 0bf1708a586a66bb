import { asTyped, takes } from '../src/settings/describe.js';
import type { Field } from '../src/settings/field.js';
import { fieldGroups } from '../src/settings/groups.js';
import { secretsOf } from '../src/settings/scope-secrets.js';

/** docs/settings.md, made from the rows of the settings: `npx tsx scripts/write-docs.ts`. */
export function settingsDoc(rows: readonly Field[]): string {
  const groups = Object.entries(fieldGroups).flatMap(([group, { title, help }]) => {
    const own = rows.filter((row) => row.group === group);
    return own.length === 0 ? [] : [`## ${title}\n\n${help}\n\n${head}\n${own.map(line).join('\n')}\n`];
  });
  const secrets = secretsOf(rows).map(({ path }) => `\`${path}\``);
  return `# Settings of a scope

<!-- This page is made by scripts/write-docs.ts from src/settings/fields.ts. -->

\`dailysync settings list\` lists all settings, \`dailysync settings show SCOPE\` shows their values, and
\`dailysync settings set SCOPE name=value …\` changes them, all or none. What is saved is used from the next sync on.

Secrets are stored encrypted and never shown again:
${secrets.join(', ')}.
Enter one on standard input (\`name=-\`) or from a file (\`--secret-from-file name=FILE\`): what is typed on the command line
stays in the shell's history.

${groups.join('\n')}
${studentIds}`;
}

const head = '| setting | label | takes | default | meaning |\n|---|---|---|---|---|';

function line(row: Field): string {
  const start = row.secret ? '' : row.default === '' ? 'empty' : `\`${asTyped(row.default)}\``;
  const sources = row.sources && `Only for ${row.sources.map((source) => `\`${source}\``).join(', ')}.`;
  const meaning = [row.help, row.more, sources].filter(Boolean).join(' ');
  return `| \`${row.path}\` | ${row.label} | ${takes(row)} | ${start} | ${meaning} |`;
}

const studentIds = `## Which ID is the student's

| source | \`STUDENT ID\` | \`STUDENT NUMBER\` |
|---|---|---|
| OneRoster CSV, OneRoster server | \`sourcedId\` | \`identifier\` |
| [Clever](clever.md) | \`sis_id\` | \`student_number\` |
| [ClassLink](classlink.md) | \`sourcedId\` | \`identifier\` |

Every other ID that a source gives (\`userIds\`) is stored as well, one without a type as \`untyped\`.
`;
