/** Settings that belong together, under the headings of the settings page and in their order there. */
export const fieldGroups = {
  daily: {
    title: 'District-Level Daily Sync (at a school: School-Level)',
    help: 'Every night: students, staff, classrooms, enrollments.',
  },
  source: { title: 'Source', help: 'Where the roster comes from, and how it is read.' },
  when: { title: 'When', help: 'When the daily sync starts, and on which days it does not.' },
  records: {
    title: 'Records: Deletion Threshold, Student ID, archiving',
    help: 'Which records a sync may archive, and how students are recognized.',
  },
  contacts: {
    title: 'Guardians and contact details: who manages them, phones, contact types',
    help: 'Which guardians are synced, and which of their details.',
  },
  holds: {
    title: 'On hold',
    help: 'A file or roster that looks wrong is not applied. The sync waits until a person applies or discards it.',
  },
  schools: {
    title: 'School Connections to SIS',
    help: 'Which schools of the roster are synced.',
  },
  sftp: {
    title: 'SFTP Sync for Student Attributes and Guardians',
    help: 'Looks for guardians.csv (and student_attributes.csv) during the daily sync.',
  },
  sftpMore: {
    title: 'More: port, encoding, column mapping',
    help: 'Rarely needed.',
  },
} as const;

export type FieldGroup = keyof typeof fieldGroups;
