import type {
  HttpAuthService,
  HttpRouterService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { openApiDocument } from '@keyturn/backstage-plugin-secret-rotation-common';
import express, { type RequestHandler } from 'express';
import Router from 'express-promise-router';
import type { AuthorizedRotationService } from '../authorization/AuthorizedRotationService';
import type { DecisionAudit } from '../authorization/DecisionAudit';
import { requireCaller } from './authentication';
import { validateAgainstContract } from './contractValidation';
import { errorHandler } from './errorHandler';
import { operations } from './operations';

const PREFIX = '/v1';

/** What the API needs of its surroundings. @internal */
export interface ApiOptions {
  service: AuthorizedRotationService;
  httpAuth: HttpAuthService;
  audit: DecisionAudit;
  logger: LoggerService;
  /** Hold our own answers against the document too. For tests. */
  validateResponses?: boolean;
}

/**
 * The HTTP API. It answers below `/v1` alone and leaves every other address to its neighbours.
 * @internal
 */
export function createApiRouter(options: ApiOptions): RequestHandler {
  const api = Router();
  // First of all: an unknown caller learns nothing, not even what a valid request looks like.
  api.use(requireCaller(options.httpAuth, options.audit));
  api.get(`${PREFIX}/openapi.json`, (_request, response) => {
    response.json(openApiDocument);
  });
  api.use(express.json({ limit: '16kb' }));
  api.use(
    validateAgainstContract({ responses: options.validateResponses ?? false }),
  );
  api.use(operations(options.service, options.httpAuth));
  api.use(errorHandler(options.logger));

  return (request, response, next) => {
    if (request.path === PREFIX || request.path.startsWith(`${PREFIX}/`)) {
      api(request, response, next);
    } else {
      next();
    }
  };
}

/**
 * Mounts the API. Backstage's own barrier would turn unknown callers away before the plugin hears of them; the API
 * opens it for `/v1` and turns them away itself, first thing, because refusals belong on record.
 * @internal
 */
export function mountApi(
  httpRouter: HttpRouterService,
  options: ApiOptions,
): void {
  httpRouter.addAuthPolicy({ path: PREFIX, allow: 'unauthenticated' });
  httpRouter.use(createApiRouter(options));
}
