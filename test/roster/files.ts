import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { StoredFile } from '../../src/archives/stored-file.js';
import type { TableName } from '../../src/roster/oneroster/columns.js';
import type { RoleTable } from '../../src/roster/oneroster/csv/role-table.js';
import type { RoleRow } from '../../src/roster/oneroster/user-roles.js';

/** A file in memory, given out in chunks of the size wanted. */
export function memoryFile(name: string, content: string | Uint8Array, chunkBytes = 64 * 1024): StoredFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name,
    size: bytes.length,
    async *open(offset = 0) {
      for (let at = offset; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
}

export async function zipped(files: Record<string, string | Uint8Array>, name = 'roster.zip'): Promise<StoredFile> {
  return memoryFile(name, await zipBytes(files), 1000);
}

export async function zipBytes(files: Record<string, string | Uint8Array>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) {
    if (path.endsWith('/')) zip.addEmptyDirectory(path);
    else zip.addBuffer(Buffer.from(content as string), path);
  }
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}

/** A row of any table by column; tables by name without `.csv`. */
export type Cells = Record<string, string>;
export type Tables = Record<Exclude<TableName, 'roles'>, Cells[]> & {
  /** Makes a set of version 1.2. */
  roles?: Cells[];
};

type FileKind = TableName | 'users of 1.2';

const headers: Record<FileKind, string> = {
  orgs: 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
  academicSessions: 'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
  courses:
    'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes',
  classes:
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
  users:
    'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password',
  'users of 1.2':
    'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns',
  roles:
    'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId',
  enrollments:
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
};

const commonTables = ['orgs', 'academicSessions', 'courses', 'classes', 'users', 'enrollments'] as const;

/** A table as CSV, with the columns of the binding. */
export function csv(table: FileKind, rows: readonly Cells[]): string {
  const header = headers[table].split(',');
  return [header, ...rows.map((row) => header.map((column) => quoted(row[column] ?? '')))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export const manifest = `propertyName,value
manifest.version,1.0
oneroster.version,1.1
${commonTables.map((name) => `file.${name},bulk\n`).join('')}`;

export const manifest12 = `${manifest.replace(',1.1', ',1.2')}file.roles,bulk\nfile.userProfiles,bulk\n`;

/** The files of a set; `raw` ones take the place of those made from tables, '' leaves a file out. */
export function packageFiles(tables: Tables, raw: Record<string, string | Uint8Array> = {}): StoredFile[] {
  const { roles } = tables;
  const contents: Record<string, string | Uint8Array> = { 'manifest.csv': roles ? manifest12 : manifest };
  for (const table of commonTables)
    contents[`${table}.csv`] = csv(table === 'users' && roles ? 'users of 1.2' : table, tables[table]);
  if (roles) {
    contents['roles.csv'] = csv('roles', roles);
    contents['userProfiles.csv'] = 'sourcedId,userSourcedId,profileType,vendorId,credentialType,username,password\n';
  }
  return Object.entries({ ...contents, ...raw })
    .filter(([, content]) => content !== '')
    .map(([name, content]) => memoryFile(name, content));
}

/** Two schools, two terms, three classes, seven students, two teachers; ten enrollments. */
export function smallRoster(): Tables {
  return {
    orgs: [
      { sourcedId: 'd', name: 'Demo District', type: 'district' },
      { sourcedId: 'A', name: 'Alcott', type: 'school', identifier: '001' },
      { sourcedId: 'B', name: 'Banneker', type: 'school', identifier: '002' },
    ],
    academicSessions: [
      {
        sourcedId: 'y',
        title: '2025-2026',
        type: 'schoolYear',
        startDate: '2025-08-20',
        endDate: '2026-06-20',
        schoolYear: '2026',
      },
      {
        sourcedId: 't1',
        title: 'Term 1',
        type: 'term',
        startDate: '2025-08-20',
        endDate: '2026-01-20',
        parentSourcedId: 'y',
        schoolYear: '2026',
      },
    ],
    courses: [
      { sourcedId: 'k', title: 'Algebra', courseCode: 'MA1', subjects: 'math', grades: '09', orgSourcedId: 'd' },
    ],
    classes: [
      {
        sourcedId: 'c1',
        title: 'Algebra 1',
        courseSourcedId: 'k',
        classType: 'scheduled',
        schoolSourcedId: 'A',
        termSourcedIds: 't1',
      },
      {
        sourcedId: 'c2',
        title: 'Algebra 2',
        courseSourcedId: 'k',
        classType: 'Scheduled',
        schoolSourcedId: 'A',
        termSourcedIds: 't1,y',
      },
      {
        sourcedId: 'c3',
        title: 'Homeroom',
        courseSourcedId: 'k',
        classType: 'homeroom',
        schoolSourcedId: 'B',
        termSourcedIds: 't1',
      },
    ],
    users: [
      ...[1, 2, 3, 4, 5].map((n) => student(`s${n}`, 'A')),
      student('s6', 'B,A'),
      student('s7', 'B'),
      teacher('p1', 'A'),
      teacher('p2', 'B'),
      { sourcedId: 'g1', orgSourcedIds: 'A', role: 'guardian', givenName: 'Gus', familyName: 'One' },
    ],
    enrollments: [
      ...[1, 2, 3, 4, 5].map((n) => enrollment('c1', `s${n}`, 'A')),
      enrollment('c1', 'p1', 'A', 'teacher'),
      enrollment('c2', 's1', 'A'),
      enrollment('c3', 's6', 'B'),
      enrollment('c3', 's7', 'B'),
      enrollment('c3', 'p2', 'B', 'teacher'),
    ],
  };
}

/** The same roster as OneRoster 1.2 says it: the roles of users in a file of their own. */
export function asVersion12(tables: Tables): Tables & { roles: Cells[] } {
  const roles = tables.users.flatMap(({ sourcedId = '', role = '', orgSourcedIds = '' }) =>
    orgSourcedIds.split(',').map((org) => userRole(sourcedId, role === 'administrator' ? 'principal' : role, org)),
  );
  const users = tables.users.map(({ role, orgSourcedIds, ...user }) => ({
    ...user,
    primaryOrgSourcedId: orgSourcedIds?.split(',')[0] ?? '',
  }));
  return { ...tables, users, roles };
}

/** A row of roles.csv. */
export function userRole(user: string, role: string, org: string, roleType = 'primary'): Cells {
  return { sourcedId: `${user}-${org}-${role}`, userSourcedId: user, roleType, role, orgSourcedId: org };
}

/** A role table without a database. */
export function memoryRoles(): RoleTable {
  let roles: RoleRow[] = [];
  const users = new Set<string>();
  return {
    async clear() {
      roles = [];
      users.clear();
    },
    async add(rows) {
      roles.push(...rows);
    },
    async complete() {
      roles.sort((a, b) => a.line - b.line);
    },
    async of(ids) {
      for (const id of ids) users.add(id);
      return new Map(ids.map((id) => [id, roles.filter(({ userSourceId }) => userSourceId === id)]));
    },
    async *linesWithoutUser() {
      yield roles.filter(({ userSourceId }) => !users.has(userSourceId)).map(({ line }) => line);
    },
  };
}

export function student(id: string, orgs: string, cells: Cells = {}): Cells {
  return {
    sourcedId: id,
    enabledUser: 'true',
    orgSourcedIds: orgs,
    role: 'student',
    username: `user-${id}`,
    userIds: `{State:ST${id}},{SIS:SI${id}}`,
    givenName: `First${id}`,
    familyName: 'Pupil',
    identifier: `N${id}`,
    email: `${id}@school.example`,
    grades: '09',
    password: 'hunter2',
    ...cells,
  };
}

export function teacher(id: string, orgs: string, cells: Cells = {}): Cells {
  return {
    sourcedId: id,
    enabledUser: 'true',
    orgSourcedIds: orgs,
    role: 'teacher',
    username: `user-${id}`,
    givenName: `First${id}`,
    familyName: 'Teacher',
    identifier: `T${id}`,
    email: `${id}@school.example`,
    sms: '(212) 555-0100',
    phone: '212 555 0199',
    ...cells,
  };
}

export function enrollment(classId: string, user: string, school: string, role = 'student'): Cells {
  return {
    sourcedId: `${classId}-${user}`,
    classSourcedId: classId,
    schoolSourcedId: school,
    userSourcedId: user,
    role,
    primary: role === 'teacher' ? 'TRUE' : 'false',
  };
}
