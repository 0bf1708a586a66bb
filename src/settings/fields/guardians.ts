import { z } from 'zod';
import { CONTACT_TYPES, guardianColumns, RELATIONSHIPS } from '../../guardian-file/index.js';
import { setting } from '../field.js';
import { fileName } from '../texts.js';
import { asChoices, choice, listOf, mapping, number, onOff, orNone, text, whole } from '../values.js';

/** Who the guardians are, and how the files of the SFTP folder are read. */
export const guardianFields = [
  setting('roster.manageGuardians', {
    label: 'Allow sync to manage guardians',
    help: 'Takes guardians from the roster source. Stays off while guardians come from guardians.csv.',
    group: 'contacts',
    sources: ['oneroster-csv', 'oneroster-rest', 'clever', 'classlink'],
    values: onOff,
    default: false,
  }),
  setting('roster.guardianRelationships', {
    label: 'Relationships',
    help: 'If guardians come from the roster: guardians of other relationships are left out.',
    group: 'contacts',
    sources: ['oneroster-csv', 'oneroster-rest', 'clever', 'classlink'],
    values: orNone(listOf(choice(asChoices(RELATIONSHIPS)), { example: ['Mother', 'Father'] }), 'all relationships'),
    default: null,
  }),
  setting('guardians.contactTypes', {
    label: 'Contact types',
    help: 'Guardians of other types are left out.',
    group: 'contacts',
    values: orNone(
      listOf(choice(asChoices(CONTACT_TYPES)), { example: ['Primary', 'Secondary'] }),
      'all contact types',
    ),
    default: null,
  }),
  setting('guardians.leaveOutNoContact', {
    label: 'Leave out guardians marked "no contact"',
    help: 'If the relationship or contact type says so, such as "Father - No Contact". Off: they sync, with a warning.',
    group: 'contacts',
    values: onOff,
    default: false,
  }),
  setting('guardians.updateActiveContacts', {
    label: 'Allow the sync to update contact details of active users',
    help: 'Off: people who have signed in keep the email and phone they set themselves.',
    group: 'contacts',
    values: onOff,
    default: false,
  }),
  setting('roster.phoneCredentialColumn', {
    label: 'Phone Credential Column',
    help: 'Which phone of staff is used to sign in, and to recognize staff who are also guardians.',
    group: 'contacts',
    values: choice({ sms: 'SMS', phone: 'Phone' }),
    default: 'sms',
  }),
  setting('roster.language', {
    label: "Allow the sync to update the user's language to value in roster data",
    help: 'Off: students have no language from the roster.',
    more: 'See [which field it is, and who gets it](roster-sources.md#languages).',
    group: 'contacts',
    values: onOff,
    default: false,
  }),
  setting('guardians.enabled', {
    label: 'Guardians Sync Enabled',
    help: 'Guardians come from guardians.csv, as part of the daily sync.',
    more: 'See [the guardian file](guardian-file.md).',
    group: 'sftp',
    values: onOff,
    default: false,
  }),
  setting('studentAttributes.enabled', {
    label: 'Student Attributes Sync Enabled',
    help: 'Needs student_attributes.csv in the same folder.',
    more: 'See [student attributes](student-attributes.md).',
    group: 'sftp',
    values: onOff,
    default: false,
  }),
  setting('guardians.fileName', {
    label: 'Name of the guardian file',
    help: 'With * for any characters, the newest is taken, such as contacts_*.csv. It can be a ZIP or gzip with one such file in it.',
    group: 'sftpMore',
    values: fileName,
    default: 'guardians.csv',
  }),
  setting('studentAttributes.fileName', {
    label: 'Name of the student attributes file',
    help: 'As for the guardian file.',
    group: 'sftpMore',
    values: fileName,
    default: 'student_attributes.csv',
  }),
  setting('guardians.encoding', {
    label: 'Encoding',
    help: 'Set one only if the detected one is wrong.',
    group: 'sftpMore',
    values: orNone(
      choice({
        'utf-8': 'UTF-8',
        'utf-16le': 'UTF-16, little-endian',
        'utf-16be': 'UTF-16, big-endian',
        'windows-1252': 'Windows-1252 (ISO-8859-1)',
      }),
      'detect it',
    ),
    default: null,
  }),
  setting('guardians.columnMapping', {
    label: 'Column mapping',
    help: 'For columns of guardians.csv that are not recognized: the header in the file that is this column.',
    group: 'sftpMore',
    values: mapping(guardianColumns, 'the header in your file for each column, such as {"studentSisId":"Pupil"}'),
    default: {},
  }),
  setting('studentAttributes.studentIdHeader', {
    label: 'Student ID in student_attributes.csv',
    help: "The header of the student's ID, if it is not one of the usual names.",
    group: 'sftpMore',
    values: orNone(text('a header', z.string().min(1)), 'one of the usual names'),
    default: null,
  }),
  setting('guardians.expectLineEnd', {
    label: 'Expect a line end after the last row',
    help: 'On: a file without one is still being written if the last applied file had one. Turn it off if the export no longer writes one.',
    group: 'sftpMore',
    values: onOff,
    default: true,
  }),
  setting('guardians.maxFileBytes', {
    label: 'Largest file, in bytes',
    help: 'Larger files are refused.',
    group: 'sftpMore',
    values: whole(1),
    default: 2 * 1024 ** 3,
  }),
  setting('guardians.quietSeconds', {
    label: 'Quiet time of a file, in seconds',
    help: 'A file that changed within this time is still being written.',
    group: 'sftpMore',
    values: number(0, 3600),
    default: 10,
  }),
  setting('guardians.waitForFileMinutes', {
    label: 'Wait for a file, in minutes',
    help: 'How long the daily sync looks for a file that is missing, empty, without rows, or still being written.',
    group: 'sftpMore',
    values: number(0, 24 * 60),
    default: 240,
  }),
  setting('guardians.staleDays', {
    label: 'Not refreshed after, in days',
    help: 'A file that did not change for this many days is reported as not refreshed. 0: never.',
    group: 'sftpMore',
    values: whole(0, 366),
    default: 7,
  }),
] as const;
