import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { waitingDownload } from '../../../removals/waiting.js';
import { downloadName, reportDownload } from '../../../runs/report/download.js';
import { idOf } from '../../ui/ids.js';
import { whatIsAsked } from '../decide/asking.js';

const types = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' } as const;
/** Without it Excel takes UTF-8 for the code page of the machine. */
const byteOrderMark = '\uFEFF';

type Params = { Params: { runId: string } };

/** What a person may take along: files that are made while they are sent, so that no report is too long. */
export function downloads(app: FastifyInstance): void {
  const { db } = app.services;

  for (const format of ['csv', 'json'] as const) {
    app.get<Params>(`/runs/:runId/report.${format}`, async (request, reply) => {
      const { scope, runId } = await whatIsAsked(db, idOf(request.params.runId));
      return send(reply, downloadName(scope, runId, `report.${format}`), format, reportDownload(db, runId, format));
    });
  }
  app.get<Params>('/runs/:runId/removals.csv', async (request, reply) => {
    const asking = await whatIsAsked(db, idOf(request.params.runId));
    const kinds = asking.removals.map(({ kind }) => kind);
    const name = downloadName(asking.scope, asking.runId, 'removals.csv');
    return send(reply, name, 'csv', waitingDownload(db, asking, kinds));
  });
}

function send(reply: FastifyReply, name: string, format: 'csv' | 'json', text: AsyncIterable<string>) {
  async function* bytes() {
    if (format === 'csv') yield byteOrderMark;
    yield* text;
  }
  return reply
    .type(types[format])
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Readable.from(bytes(), { objectMode: false }));
}
