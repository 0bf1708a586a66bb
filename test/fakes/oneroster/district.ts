import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import type { DemoDistrict } from '../../../src/demo/generator/model.js';
import { oneRosterFiles } from '../../../src/demo/generator/oneroster-files.js';
import { referenceFile } from '../../support/reference.js';

/** A record as a OneRoster server gives it. */
export type Entity = { sourcedId: string; status: string; dateLastModified: string } & Record<string, unknown>;

export type Version = '1.1' | '1.2';

export const collections = ['orgs', 'academicSessions', 'courses', 'classes', 'users', 'enrollments'] as const;
export type Collection = (typeof collections)[number];

/** What a fake OneRoster server knows of one district. */
export type OneRosterDistrict = { version: Version } & Record<Collection, Entity[]>;

/** The derived district of the reference files; undefined without them. */
export function referenceDistrict(version: Version): OneRosterDistrict | undefined {
  const file = referenceFile('derived-demo-district', `oneroster-${version}.json`);
  return file === undefined
    ? undefined
    : { version, ...(JSON.parse(readFileSync(file, 'utf8')) as Record<Collection, Entity[]>) };
}

/** The demo generator's district. */
export function generatedDistrict(version: Version): OneRosterDistrict {
  return demoDistrict(generateDistrict({ seed: 1 }), version);
}

/** A generated district, as its own files have it, each column as the field that REST has for it. */
export function demoDistrict(demo: DemoDistrict, version: Version): OneRosterDistrict {
  const files = oneRosterFiles(demo);
  const district = { version } as OneRosterDistrict;
  for (const collection of collections) {
    const rows: Record<string, string>[] = parse(files.get(`${collection}.csv`) ?? '', { columns: true });
    district[collection] = rows.map((row) => entityOf(row, collection, version));
  }
  return district;
}

const references: Readonly<Record<string, [field: string, type: string]>> = {
  parentSourcedId: ['parent', 'org'],
  orgSourcedId: ['org', 'org'],
  schoolSourcedId: ['school', 'org'],
  schoolYearSourcedId: ['schoolYear', 'academicSession'],
  courseSourcedId: ['course', 'course'],
  classSourcedId: ['class', 'class'],
  userSourcedId: ['user', 'user'],
};
const lists = ['grades', 'subjects', 'subjectCodes'];

/** Of another host: whoever follows it is wrong. */
const reference = (sourcedId: string, type: string) => ({
  href: `https://oneroster.example.invalid/ims/oneroster/v1p1/${type}s/${encodeURIComponent(sourcedId)}`,
  sourcedId,
  type,
});

const split = (cell: string) => cell.split(',').filter((each) => each !== '');

function entityOf(row: Record<string, string>, collection: Collection, version: Version): Entity {
  const {
    sourcedId = '',
    role = '',
    orgSourcedIds = '',
    termSourcedIds = '',
    userIds = '',
    periods = '',
    ...rest
  } = row;
  const entity: Entity = { sourcedId, status: 'active', dateLastModified: '2026-08-01T00:00:00.000Z' };
  for (const [column, cell] of Object.entries(rest)) {
    if (cell === '' || column === 'password' || column === 'agentSourcedIds') continue;
    const [field, type] = references[column] ?? [];
    if (field === 'parent') entity.parent = reference(cell, collection === 'orgs' ? 'org' : 'academicSession');
    else if (field !== undefined) entity[field] = reference(cell, type ?? '');
    else entity[column] = lists.includes(column) ? split(cell) : cell;
  }
  if (collection === 'classes') {
    entity.terms = split(termSourcedIds).map((id) => reference(id, 'academicSession'));
    // A text in the 1.1 document, a list in 1.2 and in many a 1.1 server.
    entity.periods = version === '1.1' ? periods : split(periods);
  }
  if (collection === 'enrollments')
    Object.assign(entity, { role, primary: rest.primary === 'true' ? 'true' : 'false' });
  return collection === 'users' ? withRoles(entity, { role, orgs: split(orgSourcedIds), userIds }, version) : entity;
}

interface Roles {
  role: string;
  orgs: string[];
  userIds: string;
}

function withRoles(entity: Entity, { role, orgs, userIds }: Roles, version: Version): Entity {
  const ids = [...userIds.matchAll(/\{([^:]*):([^}]*)\}/g)].map(([, type, identifier]) => ({ type, identifier }));
  const user = { ...entity, userIds: ids };
  if (version === '1.1') return { ...user, role, orgs: orgs.map((id) => reference(id, 'org')) };
  const roles = orgs.map((id) => ({
    roleType: 'primary',
    role: role === 'administrator' ? 'principal' : role,
    org: reference(id, 'org'),
  }));
  return { ...user, roles, primaryOrg: reference(orgs[0] ?? '', 'org') };
}
