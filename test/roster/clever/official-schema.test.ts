import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { demoDistrict, referenceDistrict } from '../../fakes/clever/district.js';
import { contextFor, readAll, settingsFor } from '../../fakes/clever/reading.js';
import { FakeClever } from '../../fakes/clever/server.js';
import { referenceFile } from '../../support/reference.js';

type Schema = Record<string, unknown>;

const responses: Record<string, string> = {
  schools: 'SchoolsResponse',
  terms: 'TermsResponse',
  courses: 'CoursesResponse',
  sections: 'SectionsResponse',
  users: 'UsersResponse',
};

/** Clever's own Swagger file as JSON Schema. */
function jsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { 'x-nullable': nullable, format: _, ...rest } = value as Schema;
  const schema: Schema = Object.fromEntries(Object.entries(rest).map(([name, part]) => [name, jsonSchema(part)]));
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** Nothing but what it names may be in a record. Around records Clever puts more: their `uri`. */
function closed(definitions: Record<string, Schema>): Record<string, Schema> {
  const all = Object.entries(definitions).map(([name, schema]) => [
    name,
    name.endsWith('Response') || !schema.properties ? schema : { ...schema, additionalProperties: false },
  ]);
  return Object.fromEntries(all);
}

function schemasOf(definitions: unknown): Record<string, z.ZodType> {
  const $schema = 'http://json-schema.org/draft-07/schema#';
  const schemaOf = (name: string) =>
    z.fromJSONSchema({ $schema, definitions, $ref: `#/definitions/${name}` } as Parameters<typeof z.fromJSONSchema>[0]);
  return Object.fromEntries(Object.entries(responses).map(([collection, name]) => [collection, schemaOf(name)]));
}

for (const version of ['3.0', '3.1']) {
  const file = referenceFile('clever', `v${version}.yml`);
  (file ? describe : describe.skip)(
    `the fake Clever against Clever's own description of version ${version} (skipped without REFERENCE_DIR)`,
    function () {
      this.timeout(60_000);

      for (const [name, make] of [
        ["the demo's district", () => demoDistrict(generateDistrict({ seed: 7 }))],
        ["Clever's mock bodies", () => referenceDistrict()!],
      ] as const) {
        it(`asks and answers as described, with ${name}`, async () => {
          const { definitions, paths } = parse(readFileSync(file as string, 'utf8')) as Record<string, Schema>;
          const schemas = schemasOf(closed(jsonSchema(definitions) as Record<string, Schema>));
          const fake = await FakeClever.start(make());
          fake.clamp = 500;
          const checked = new Map<string, number>();
          const wrong: string[] = [];
          const checking: typeof fetch = async (input, init) => {
            const url = new URL(String(input));
            const response = await fetch(input, init);
            const [, , collection = ''] = url.pathname.split('/');
            if (url.pathname === '/oauth/tokens') return response;
            wrong.push(...undescribed(paths![`/${collection}`] as Schema, url));
            const { error } = schemas[collection]!.safeParse(await response.clone().json());
            if (error) wrong.push(`${url.pathname}: ${z.prettifyError(error)}`);
            checked.set(collection, (checked.get(collection) ?? 0) + 1);
            return response;
          };
          try {
            const settings = settingsFor(fake, { baseUrl: `${fake.origin}/v${version}`, manageGuardians: true });
            await readAll(contextFor(fake, { fetch: checking, settings }));
          } finally {
            await fake.stop();
          }
          assert.deepEqual(wrong, []);
          assert.deepEqual([...checked.keys()].sort(), Object.keys(responses).sort());
          assert.ok(checked.get('users')! > 4);
        });
      }
    },
  );
}

/** Parameters of a request that the path doesn't have, or not with such values. */
function undescribed(path: Schema, url: URL): string[] {
  const { parameters } = path.get as { parameters: { name: string; type: string; enum?: string[] }[] };
  const isDescribed = ([name, value]: [string, string]) => {
    const parameter = parameters.find((each) => each.name === name);
    if (!parameter || (parameter.type === 'integer' && !/^\d+$/.test(value))) return false;
    return !parameter.enum || parameter.enum.includes(value);
  };
  return [...url.searchParams].filter((each) => !isDescribed(each)).map((each) => `${url.pathname} ${each.join('=')}`);
}
