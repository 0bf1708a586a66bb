import { z } from 'zod';

/** How a value is entered: by which control on a page. */
type Entry = 'switch' | 'number' | 'text' | 'time' | 'time-zone' | 'choice' | 'list' | 'mapping';

/** The values that a setting can have. */
export interface Values<Value> {
  schema: z.ZodType<Value>;
  entry: Entry;
  /** What is allowed, to follow "takes". */
  allowed: string;
  /** Of a choice, or of what a list or a mapping is made of: each value with its words for people. */
  choices?: Readonly<Record<string, string>>;
  /** What it means that there is none (null); missing if there must be one. */
  none?: string;
}

export const onOff: Values<boolean> = { schema: z.boolean(), entry: 'switch', allowed: 'true or false' };

export function whole(min: number, max?: number): Values<number> {
  const schema = z.int().min(min);
  if (max === undefined) return { schema, entry: 'number', allowed: `a whole number, at least ${min}` };
  const [from, to] = [min, max].map((limit) => limit.toLocaleString('en-US'));
  return { schema: schema.max(max), entry: 'number', allowed: `a whole number from ${from} to ${to}` };
}

export const percent = whole(0, 100);

export function number(min: number, max: number): Values<number> {
  return { schema: z.number().min(min).max(max), entry: 'number', allowed: `a number from ${min} to ${max}` };
}

export function choice<const Name extends string>(choices: Readonly<Record<Name, string>>): Values<Name> {
  const names = Object.keys(choices) as Name[];
  return { schema: z.enum(names), entry: 'choice', allowed: oneOf(names), choices };
}

/** Choices that are the words for people as well. */
export function asChoices<const Name extends string>(names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, name])) as unknown as Record<Name, string>;
}

/** @param allowed such as "a host name" */
export function text(allowed: string, schema: z.ZodType<string> = z.string()): Values<string> {
  return { schema, entry: 'text', allowed };
}

/** A name or an ID. */
export function shortText(what: string, min = 0): Values<string> {
  return text(`${what} of at most 255 characters`, z.string().min(min).max(255));
}

export function listOf<Each extends string>(
  each: Values<Each>,
  { min = 0, max = 10_000, example }: { min?: number; max?: number; example: Each[] },
): Values<Each[]> {
  return {
    schema: z.array(each.schema).min(min).max(max),
    entry: 'list',
    allowed: `a list such as ${JSON.stringify(example)}, each of them ${each.allowed}`,
    ...(each.choices && { choices: each.choices }),
  };
}

/** A text for each of the keys that has one. */
export function mapping<const Key extends string>(
  keys: readonly Key[],
  allowed: string,
): Values<Partial<Record<Key, string>>> {
  return {
    schema: z.partialRecord(z.enum(keys), z.string()) as unknown as z.ZodType<Partial<Record<Key, string>>>,
    entry: 'mapping',
    allowed,
    choices: asChoices(keys),
  };
}

/** @param none what null means */
export function orNone<Value>(values: Values<Value>, none: string): Values<Value | null> {
  return { ...values, schema: values.schema.nullable(), none };
}

function oneOf(names: readonly string[]): string {
  return `one of ${names.join(', ')}`;
}
