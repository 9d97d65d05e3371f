import express from 'express';
import { RecordStore } from './RecordStore';

/**
 * A program, a stand-in for a service of an operator: encrypted records and the hook that says whether any of them
 * needs a replaced key. Who reads a record encrypts it anew where its key was replaced, so the hook does not.
 * `KEYTURN_RECORDS_TOKEN` opens the hook, `KEYTURN_RECORDS_PORT` is where it listens. Its argument is its folder, by
 * which the process is known. Records live in memory alone.
 */
function main(): void {
  const { KEYTURN_RECORDS_TOKEN: token, KEYTURN_RECORDS_PORT: port } =
    process.env;
  if (!token || !port) throw new Error('Needs a token and a port');
  const records = new RecordStore();
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json());
  app.get('/records', (_, response) => {
    response.json({ records: records.all, replaced: records.replaced });
  });
  app.put('/records/:id', (request, response) => {
    const { kid, sealed, seen } = request.body;
    const isWritten = records.write(request.params.id, { kid, sealed }, seen);
    response.status(isWritten ? 204 : 409).end();
  });
  app.use('/reencrypt', (request, response, next) => {
    if (request.headers.authorization === `Bearer ${token}`) next();
    else response.status(403).end();
  });
  app.get('/reencrypt', (_, response) => {
    response.json({});
  });
  app.post('/reencrypt', (request, response) => {
    const isDone = records.isFreeOf(String(request.body.from));
    response.json({ state: isDone ? 'done' : 'running' });
  });
  const server = app.listen(Number(port), '127.0.0.1');
  process.once('SIGTERM', () => {
    server.closeAllConnections();
    server.close();
  });
}

main();
