/** The check of `student_attributes.csv`: like the check core, which it uses, without Node. docs/guardian-rules.md 7. */
export { type AttributeCheckOptions, attributeFileName, checkAttributeFile } from './check.js';
export { type AttributeColumn, type AttributeHeader, readAttributeHeader } from './header.js';
export { type AttributeRow, AttributeRowReader } from './row.js';
