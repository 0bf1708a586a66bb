import { fail, type Quirk, send } from './server.js';

const isData = (path: string) => path.includes('/ims/oneroster/');
const isLater = (path: string) => isData(path) && !path.includes('offset=0');

/** ClassLink's own, in its list and at its proxy. They pass: whoever asks again gets a right answer. */
export const passing: Readonly<Record<string, Quirk>> = {
  'a bearer that changes in the middle': {
    before(fake, path) {
      // Twice, with right pages between.
      if (isLater(path) && [1, 4].includes(fake.seen('pages'))) {
        const tenant = fake.tenants.find(({ tenant_id }) => tenant_id === 2)!;
        tenant.bearer = `${tenant.bearer}-changed`;
      }
      return false;
    },
  },
  '429 from the proxy': {
    before(fake, path, response) {
      if (!isData(path) || fake.seen(path.split('?')[0]!) >= 2) return false;
      response.setHeader('Retry-After', '2');
      return fail(response, 429, 'Too many requests');
    },
  },
  'a gateway that gives up once': {
    before(fake, path, response) {
      if (!isData(path) || fake.seen(path) > 0) return false;
      response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>');
      return true;
    },
  },
  'a list that fails, and is none': {
    before(fake, path, response) {
      if (isData(path)) return false;
      const times = fake.seen(path);
      if (times === 0) return fail(response, 500, 'Internal error');
      if (times === 1) return send(response, 200, { status: 0, message: 'try again' });
      if (times === 2) response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Maintenance</p>');
      return times === 2;
    },
  },
  'a list that breaks off': {
    before(fake, path, response) {
      if (isData(path) || fake.seen(path) > 0) return false;
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      response.write('{"status":1,"applications":[{"id":', () => response.socket?.destroy());
      return true;
    },
  },
};
