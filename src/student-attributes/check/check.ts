import { type CheckOptions, type CheckReport, checkFile, type FileSource } from '../../guardian-file/index.js';
import { type AttributeHeader, readAttributeHeader } from './header.js';
import { AttributeRowReader } from './row.js';

export const attributeFileName = 'student_attributes.csv';

export interface AttributeCheckOptions extends Pick<CheckOptions, 'encoding' | 'maxBytes' | 'createDecoder'> {
  /** The header of the student's id, where it is not one of the usual names. */
  studentIdHeader?: string | null;
}

/** Checks a whole `student_attributes.csv` in bounded memory, as checkGuardianFile does its sister file. */
export async function checkAttributeFile(
  source: FileSource,
  options: AttributeCheckOptions = {},
): Promise<CheckReport> {
  return checkFile(source, options, {
    name: attributeFileName,
    readHeader: (head) => readAttributeHeader(head, options),
    describeColumns: (header) => {
      const { names, columns, attributes } = header as AttributeHeader;
      return {
        found: { studentSisId: names[columns.studentSisId!]! },
        missing: [],
        ignored: [],
        attributes: attributes.map(({ name }) => name),
      };
    },
    reader: (header) => new AttributeRowReader(header as AttributeHeader),
  });
}
