import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Encoding } from '../../guardian-file/index.js';
import type { Cli } from '../cli.js';
import { exitCodes } from '../exit-codes.js';

const encodings: Record<string, Encoding> = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1252': 'windows-1252',
  'iso-8859-1': 'windows-1252',
};

interface Flags {
  country: string;
  encoding?: string;
  map?: Record<string, string>;
  contactTypes?: string[];
  leaveOutNoContact?: true;
}

export function addCheck(program: Command, cli: Cli): void {
  program
    .command('check')
    .description(
      'check guardians.csv or student_attributes.csv before it is sent: no server is needed, nothing leaves this machine',
    )
    .argument('<file>', 'the file, under any name')
    .option('--country <code>', "the district's country, for phone numbers without one", country, 'US')
    .addOption(
      new Option('--encoding <name>', 'the encoding, if it is not detected correctly').choices(Object.keys(encodings)),
    )
    .option('--map <column=header>', 'read a column from this header; may be repeated', mapping)
    .option('--contact-types <types>', 'the contact types that are synced, separated by commas', list)
    .option('--leave-out-no-contact', 'leave out rows whose relationship or contact type says "no contact"')
    .addHelpText('after', '\nEnds with 0 if the file is usable, and with 2 if it is refused.')
    .action(async (file: string, flags: Flags) => {
      const { checkFile } = await import('../check-file.js');
      const { encoding, map = {}, contactTypes } = flags;
      const options = {
        country: flags.country,
        encoding: encoding === undefined ? null : (encodings[encoding] ?? null),
        columnMapping: map,
        contactTypes: contactTypes ?? null,
        ...(flags.leaveOutNoContact ? { leaveOutNoContact: true } : {}),
      };
      const { document, text } = await checkFile(file, options, cli.io);
      cli.answer(document, text);
      cli.exitCode = document.usable ? exitCodes.ok : exitCodes.badInput;
    });
}

function country(text: string): string {
  if (!/^[A-Za-z]{2}$/.test(text)) throw new InvalidArgumentError('A country is a two-letter code like US.');
  return text.toUpperCase();
}

function mapping(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write column=header.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function list(text: string): string[] {
  return text.split(',').map((each) => each.trim());
}
