import { stepsOf } from '../contract/parts.js';
import { BatchParser } from '../guardian-file/index.js';
import { type FileKind, guardianFile } from '../guardians/file/kind.js';
import {
  type AttributeHeader,
  type AttributeRow,
  AttributeRowReader,
  attributeFileName,
  readAttributeHeader,
} from './check/index.js';
import { countStagedAttributeRows, createAttributeStaging, dropAttributeStaging, stageAttributeRows } from './stage.js';

/** `student_attributes.csv` on its way from SFTP into the staging tables: with guardians.csv in one folder, by the same steps. */
export const attributeFile: FileKind<AttributeRow> = {
  fileName: attributeFileName,
  otherName: guardianFile.fileName,
  nameIn: ({ studentAttributes }) => studentAttributes.fileName,
  purpose: 'AttributeFile',
  part: 'attributes',
  steps: stepsOf('attributes'),
  readHeader: (head, { studentAttributes }) => readAttributeHeader(head, studentAttributes),
  parser: (options, { country }) =>
    new BatchParser<AttributeRow>(
      { ...options, country, contactTypes: null },
      new AttributeRowReader(options.header as AttributeHeader),
    ),
  staging: {
    create: createAttributeStaging,
    drop: dropAttributeStaging,
    write: stageAttributeRows,
    count: countStagedAttributeRows,
  },
};
