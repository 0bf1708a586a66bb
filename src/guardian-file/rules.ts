import { batchRules } from './batch.js';
import { cellRules } from './cells.js';
import { columnRules } from './columns.js';
import { contactRules } from './contact-reader.js';
import { DELIMITERS } from './csv.js';
import { damageRules } from './damage.js';
import { emailRules } from './email.js';
import { emailCellRules } from './email-cell.js';
import { noteRules } from './file-notes.js';
import { MAX_RECORD_BYTES } from './framer.js';
import { meaningRules } from './header-meaning.js';
import { judgeRules } from './judge-headers.js';
import { languageRules } from './language.js';
import { nothingRules } from './nothing.js';
import { peopleRules } from './people.js';
import { phoneRules } from './phone.js';
import { phoneCellRules } from './phone-cell.js';
import { phoneTypeRules } from './phone-type.js';
import { placeholderRules } from './placeholders.js';
import { rowRules } from './row.js';
import { widthRules } from './row-width.js';
import { textRules } from './text.js';
import { tallyRules } from './text-tally.js';
import { usableRules } from './usable.js';
import { vocabularyRules } from './vocabulary.js';
import { windows1252Rules } from './windows-1252.js';

/**
 * The tables, patterns and limits that decide what a file comes to. A file is known to be the same as before only if they
 * are the same too, so whoever adds one adds it here.
 */
export const RULES = {
  ...{
    batchRules,
    cellRules,
    columnRules,
    contactRules,
    DELIMITERS,
    damageRules,
    emailCellRules,
    emailRules,
    MAX_RECORD_BYTES,
    languageRules,
    phoneCellRules,
    phoneRules,
  },
  ...{
    noteRules,
    nothingRules,
    placeholderRules,
    rowRules,
    tallyRules,
    textRules,
    usableRules,
    vocabularyRules,
    widthRules,
    windows1252Rules,
  },
  ...{ judgeRules, meaningRules, peopleRules, phoneTypeRules },
};

/** To be raised by hand when other code of the check core changes what a file comes to. */
export const CODE_VERSION = '4';
