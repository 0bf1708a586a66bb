import { secret, setting } from '../field.js';
import { rosterSources } from '../roster-sources.js';
import { address } from '../texts.js';
import { choice, orNone, shortText, text, whole } from '../values.js';

/** Where the roster comes from, and what opens it. */
export const connectionFields = [
  setting('roster.source', {
    label: 'Roster source',
    help: 'Where schools, classes, students and staff come from.',
    more: 'See [roster sources](roster-sources.md).',
    group: 'source',
    values: choice(rosterSources),
    default: 'oneroster-csv',
  }),
  setting('roster.path', {
    label: 'Folder of the roster files',
    help: 'On the SFTP site of guardians.csv: the folder of the CSV files or the ZIP.',
    group: 'source',
    sources: ['oneroster-csv'],
    values: orNone(text('a folder like /oneroster'), 'the same folder as guardians.csv'),
    default: null,
  }),
  setting('roster.baseUrl', {
    label: 'Address',
    help: "The address of the roster's server. Empty: where Clever or ClassLink usually is.",
    group: 'source',
    sources: ['oneroster-rest', 'clever', 'classlink'],
    values: address,
    default: '',
  }),
  setting('roster.version', {
    label: 'OneRoster version',
    help: 'The version that the OneRoster server speaks.',
    group: 'source',
    sources: ['oneroster-rest'],
    values: choice({ '1.1': 'OneRoster 1.1', '1.2': 'OneRoster 1.2' }),
    default: '1.1',
  }),
  setting('roster.auth', {
    label: 'How requests are signed',
    help: 'Ask the provider of the server. For ClassLink it matters only if the district has a server of its own.',
    group: 'source',
    sources: ['oneroster-rest', 'classlink'],
    values: choice({
      'oauth1-sha1': 'OAuth 1.0a, HMAC-SHA1',
      'oauth1-sha256': 'OAuth 1.0a, HMAC-SHA256',
      oauth2: 'OAuth 2.0',
    }),
    default: 'oauth1-sha256',
  }),
  setting('roster.tokenUrl', {
    label: 'Address for tokens',
    help: 'Where OAuth 2.0 gives its tokens. Empty: where Clever usually is.',
    group: 'source',
    sources: ['oneroster-rest', 'clever'],
    values: address,
    default: '',
  }),
  setting('roster.districtId', {
    label: 'District',
    help: "The source's own ID of the district. ClassLink needs it; Clever needs it with a client ID.",
    group: 'source',
    sources: ['clever', 'classlink'],
    values: shortText('an ID'),
    default: '',
  }),
  secret('roster.token', {
    label: 'District token or API key',
    help: "Clever: the district's token, if no client ID is used. ClassLink: the API key from Roster Server.",
    group: 'source',
    sources: ['clever', 'classlink'],
  }),
  secret('roster.clientId', {
    label: 'Client ID',
    help: 'From the provider, together with the client secret.',
    group: 'source',
    sources: ['oneroster-rest', 'clever'],
  }),
  secret('roster.clientSecret', {
    label: 'Client secret',
    help: 'From the provider, together with the client ID.',
    group: 'source',
    sources: ['oneroster-rest', 'clever'],
  }),
  setting('roster.access', {
    label: 'Way to the roster',
    help: "How ClassLink's rosters are read.",
    group: 'source',
    sources: ['classlink'],
    values: choice({ proxy: "Through ClassLink's proxy", direct: "From the district's own server" }),
    default: 'proxy',
  }),
  setting('roster.mode', {
    label: 'What is read each night',
    help: 'The whole roster, or only what changed since the last sync.',
    group: 'source',
    sources: ['oneroster-rest', 'clever'],
    values: choice({ full: 'Everything', changes: 'Changes only' }),
    default: 'full',
  }),
  setting('roster.fullEveryDays', {
    label: 'Days between full reads',
    help: 'If only changes are read: how often the whole roster is read.',
    group: 'source',
    sources: ['oneroster-rest', 'clever'],
    values: whole(1, 30),
    default: 7,
  }),
] as const;
