/** An error drops a row or a file, a warning drops a value or needs a look, a notice drops nothing. */
export const severities = ['error', 'warning', 'notice'] as const;
export type Severity = (typeof severities)[number];

/** What a finding is about: reports say by it what was left out. */
export type About = 'row' | 'value' | 'file' | 'record' | 'run';

/** What is known of all findings of one code. */
export interface FindingKind {
  severity: Severity;
  about: About;
  /** A sentence for the admin. `{names}` in braces are filled in; none of them may come from a data row. */
  sentence: string;
  /** It says what the run did, not what the file holds: a run that finds the same file doesn't say it again. */
  once?: true;
  /** It says what a part did the first time: it stays when the part runs again in the same run. */
  lasts?: true;
  /** Of a roster: told once for each column of a file, with the number of rows. */
  perColumn?: true;
  /** Reports say it at their head too. */
  heads?: true;
  /** The keys of its details that hold IDs of people: reports look up their names. */
  people?: readonly PeopleKey[];
  /** Reports show the email and phone of these people too. */
  contacts?: true;
  /** The section of a run's page that shows these people. */
  section?: 'contacts' | 'accounts' | 'shared';
}

/** `who`: the role named by the keys `kind` and `id`. */
export type PeopleKey =
  | 'student'
  | 'students'
  | 'guardian'
  | 'formerGuardian'
  | 'before'
  | 'after'
  | 'account'
  | 'accounts'
  | 'into'
  | 'from'
  | 'who';

/** Where in the files, as far as it applies. */
export interface Place {
  file?: string | null;
  /** The first line is 1; null if the whole file is meant. */
  line?: number | null;
  /** Our name of the column; of an attribute its header. */
  column?: string | null;
  /** Which guardian of the line, in a file with several in each. The sentence starts with it. */
  group?: string | undefined;
}

export interface FindingOf<Code extends string> extends Place {
  severity: Severity;
  code: Code;
  line: number | null;
  column: string | null;
  /** A plain sentence for the admin, without any cell's value. */
  message: string;
}

type Names<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

type Params<Kind extends FindingKind> = Record<Exclude<Names<Kind['sentence']>, 'column'>, string | number>;

/** What fills a kind's sentence, as the last argument; the column fills itself. */
export type ParamsOf<Kind extends FindingKind> = [keyof Params<Kind>] extends [never] ? [] : [params: Params<Kind>];

/** How findings of a table of kinds are made. */
export type FindingMaker<Kinds extends Readonly<Record<string, FindingKind>>> = <Code extends keyof Kinds & string>(
  code: Code,
  place: Place,
  ...params: ParamsOf<Kinds[Code]>
) => FindingOf<Code>;

/** A maker for the codes of a table. It throws if the sentence has a name that nothing fills. */
export function findingMaker<Kinds extends Readonly<Record<string, FindingKind>>>(kinds: Kinds): FindingMaker<Kinds> {
  return (code, { file, line = null, column = null, group }, ...[params]) => {
    const { severity, sentence } = kinds[code]!;
    const filled = fill(sentence, column === null ? { ...params } : { column, ...params });
    const message = group === undefined ? filled : `${group}: ${filled}`;
    const where = { ...(file === undefined ? {} : { file }), ...(group === undefined ? {} : { group }) };
    return { severity, code, line, column, message, ...where };
  };
}

/** Puts params into the `{names}` of a sentence. @throws Error if one is missing: a fault of the program */
export function fill(sentence: string, params: Readonly<Record<string, string | number>>): string {
  if (!sentence.includes('{')) return sentence;
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`Nothing fills {${name}} in "${sentence}"`);
    return String(value);
  });
}
