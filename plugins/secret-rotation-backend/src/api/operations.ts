import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type {
  RunOptions,
  SecretFilter,
  SecretName,
  UnmanagedFilter,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import type { AuthorizedRotationService } from '../authorization/AuthorizedRotationService';
import type { Asker } from '../authorization/DecidedCalls';
import { credentialsOf } from './authentication';
import type {
  CompleteOptions,
  EnrolOptions,
  PageRequest,
  ReleaseOptions,
} from './RotationService';

// What follows is read after the validator: the document has already fixed the shapes that are claimed here.

function nameIn(request: Request): SecretName {
  // Refs are lower case, and the catalog does not tell cases apart.
  return {
    namespace: request.params.namespace.toLocaleLowerCase('en-US'),
    name: request.params.name.toLocaleLowerCase('en-US'),
  };
}

function runIdIn(request: Request): number {
  return Number(request.params.runId);
}

function pageIn(request: Request): PageRequest {
  return request.query as PageRequest;
}

function bodyOf(request: Request): { reason: string } {
  return request.body;
}

function optionsIn(request: Request): RunOptions {
  // A plan may be asked for without a body.
  const { kind, cause }: RunOptions = request.body ?? {};
  return { kind, cause };
}

function enrolmentIn(request: Request): EnrolOptions {
  return request.body;
}

function releaseIn(request: Request): ReleaseOptions {
  return request.body;
}

function completionIn(request: Request): CompleteOptions {
  return request.body;
}

/** One route per operation of the document, each one call of the authorised service. @internal */
export function operations(
  service: AuthorizedRotationService,
  httpAuth: HttpAuthService,
): ExpressRouter {
  const router = Router();
  const askerOf = async (request: Request): Promise<Asker> => ({
    credentials: await credentialsOf(httpAuth, request),
    request,
  });

  router.get('/v1/secrets', async (request, response) => {
    const filter = request.query as SecretFilter;
    response.json(await service.listSecrets(await askerOf(request), filter));
  });

  router.get('/v1/secrets/:namespace/:name', async (request, response) => {
    response.json(
      await service.getSecret(await askerOf(request), nameIn(request)),
    );
  });

  router.post(
    '/v1/secrets/:namespace/:name/enrol',
    async (request, response) => {
      response.json(
        await service.enrol(
          await askerOf(request),
          nameIn(request),
          enrolmentIn(request),
        ),
      );
    },
  );

  router.post(
    '/v1/secrets/:namespace/:name/plan',
    async (request, response) => {
      response.json(
        await service.plan(
          await askerOf(request),
          nameIn(request),
          optionsIn(request),
        ),
      );
    },
  );

  router.get('/v1/secrets/:namespace/:name/runs', async (request, response) => {
    response.json(
      await service.listRuns(
        await askerOf(request),
        nameIn(request),
        pageIn(request),
      ),
    );
  });

  router.post(
    '/v1/secrets/:namespace/:name/runs',
    async (request, response) => {
      const { reason } = bodyOf(request);
      const idempotencyKey = request.get('idempotency-key');
      const run = await service.startRun(
        await askerOf(request),
        nameIn(request),
        { ...optionsIn(request), reason, idempotencyKey },
      );
      response.status(201).json(run);
    },
  );

  router.get(
    '/v1/entities/:kind/:namespace/:name/secrets',
    async (request, response) => {
      const { kind } = request.params;
      const entityRef = stringifyEntityRef({ kind, ...nameIn(request) });
      response.json(
        await service.listEntitySecrets(await askerOf(request), entityRef),
      );
    },
  );

  router.get('/v1/runs/:runId', async (request, response) => {
    response.json(
      await service.getRun(await askerOf(request), runIdIn(request)),
    );
  });

  router.get('/v1/runs/:runId/events', async (request, response) => {
    response.json(
      await service.listRunEvents(
        await askerOf(request),
        runIdIn(request),
        pageIn(request),
      ),
    );
  });

  router.post('/v1/runs/:runId/cancel', async (request, response) => {
    const { reason } = bodyOf(request);
    response.json(
      await service.cancelRun(await askerOf(request), runIdIn(request), reason),
    );
  });

  router.post('/v1/runs/:runId/rollback', async (request, response) => {
    const { reason } = bodyOf(request);
    response.json(
      await service.rollbackRun(
        await askerOf(request),
        runIdIn(request),
        reason,
      ),
    );
  });

  router.post('/v1/runs/:runId/recheck', async (request, response) => {
    const { reason } = bodyOf(request);
    response.json(
      await service.recheckRun(
        await askerOf(request),
        runIdIn(request),
        reason,
      ),
    );
  });

  router.post('/v1/runs/:runId/complete', async (request, response) => {
    response.json(
      await service.completeRun(
        await askerOf(request),
        runIdIn(request),
        completionIn(request),
      ),
    );
  });

  router.post('/v1/runs/:runId/adopt', async (request, response) => {
    const { reason } = bodyOf(request);
    response.json(
      await service.adoptRun(await askerOf(request), runIdIn(request), reason),
    );
  });

  router.post('/v1/runs/:runId/retry', async (request, response) => {
    const { reason } = bodyOf(request);
    response.json(
      await service.retryRun(await askerOf(request), runIdIn(request), reason),
    );
  });

  router.post('/v1/runs/:runId/release', async (request, response) => {
    response.json(
      await service.releaseRun(
        await askerOf(request),
        runIdIn(request),
        releaseIn(request),
      ),
    );
  });

  router.get('/v1/unmanaged', async (request, response) => {
    const filter = request.query as UnmanagedFilter;
    response.json(await service.listUnmanaged(await askerOf(request), filter));
  });

  router.get('/v1/configuration', async (request, response) => {
    response.json(await service.getConfiguration(await askerOf(request)));
  });

  return router;
}
