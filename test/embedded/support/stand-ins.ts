import type { SystemOptions } from '../../../src/embedded/system.js';

const node = (script: string): [string, ...string[]] => [process.execPath, '--eval', script];

/** Children that do what the supervisor sees of the real ones: migrate ends, worker stays, web listens on its port. */
export const standIns: SystemOptions['children'] = {
  migrate: node('if (!process.env.DATABASE_URL) process.exit(1)'),
  worker: node(`
    console.log('key file', process.env.DAILYSYNC_KEY_FILE);
    process.on('SIGTERM', () => { console.log('worker stopped'); process.exit(0); });
    process.send('ready');
    setInterval(() => {}, 1000);`),
  web: node(
    `console.log('data folder', process.env.DAILYSYNC_DATA_FOLDER);
    require('node:http').createServer((_, reply) => reply.end('ok')).listen(process.env.DAILYSYNC_WEB_PORT, '127.0.0.1')`,
  ),
};
