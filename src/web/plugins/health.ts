import type { FastifyInstance } from 'fastify';

export function addHealth(app: FastifyInstance): void {
  app.get('/healthz', async (_, reply) => {
    await app.services.db.raw('select 1');
    return reply.send({ status: 'ok' });
  });
}
