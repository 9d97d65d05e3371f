import { createServer, type Server } from 'node:http';
import { createAttestationHandler } from '@keyturn/consumer';
import type { LoadProblem } from './loadProblem';

/** What a service shows and does behind the contract of docs/attestation.md. @internal */
export interface ServiceContract {
  readonly token: string;
  readonly instance: string;
  readonly startedAt: Date;
  readonly path: string;
  isHealthy(): boolean;
  uses(): ReadonlyArray<{
    readonly version: string;
    readonly since: Date;
    prove(nonce: string): string;
  }>;
  /** Why the last try to load a version failed, in a word of the contract. */
  problem(): LoadProblem | undefined;
  /** Called after an attestation was sent. */
  attested(): void;
  /** Called after the answer was sent. */
  reload(version: string): void;
}

/** The health, attestation and reload endpoints of a service. @internal */
export function createContractServer(service: ServiceContract): Server {
  const { token, instance, startedAt, path } = service;
  const attestation = createAttestationHandler({
    token,
    instance,
    startedAt,
    uses: () =>
      service.uses().map(({ version, since, prove }) => ({
        path,
        version,
        since,
        problem: service.problem(),
        prove,
      })),
    // A path that it does not use is none of its business; its attestation shows that.
    reload: told => {
      if (told.path === path) service.reload(told.version);
    },
  });
  return createServer((request, response) => {
    response.once('finish', () => {
      const isAttest = request.url?.startsWith('/keyturn/attest');
      if (isAttest && response.statusCode === 200) service.attested();
    });
    if (attestation(request, response)) return;
    const isHealth = request.method === 'GET' && request.url === '/healthz';
    const status = service.isHealthy() ? 200 : 503;
    response.writeHead(isHealth ? status : 404).end();
  });
}
