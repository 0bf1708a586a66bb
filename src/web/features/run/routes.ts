import type { FastifyInstance } from 'fastify';
import { idOf } from '../../ui/ids.js';
import { view } from '../../ui/view.js';
import { type RunPage, runPage } from './page.js';

const template = view<RunPage>(import.meta.url, './run.eta');
const refreshSeconds = 2;

type Address = { Params: { runId: string }; Querystring: { follow?: string } };

export function run(app: FastifyInstance): void {
  app.get<Address>('/runs/:runId', async (request, reply) => {
    const page = await runPage(app.services, idOf(request.params.runId), {
      token: app.formToken,
      following: request.query.follow === '1',
    });
    // A header and no script: the page has a link that stops it.
    if (page.following) reply.header('refresh', String(refreshSeconds));
    return reply.page(template, page);
  });
}
