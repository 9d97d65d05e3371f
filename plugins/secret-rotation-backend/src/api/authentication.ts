import type {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Request, RequestHandler } from 'express';
import type { DecisionAudit } from '../authorization/DecisionAudit';

/** The caller's credentials. @throws AuthenticationError or NotAllowedError @internal */
export async function credentialsOf(
  httpAuth: HttpAuthService,
  request: Request,
): Promise<BackstageCredentials> {
  return httpAuth.credentials(request, { allow: ['user', 'service'] });
}

/**
 * Lets nobody pass who is neither a user nor a service, and puts those on record who tried.
 * @internal
 */
export function requireCaller(
  httpAuth: HttpAuthService,
  audit: DecisionAudit,
): RequestHandler {
  return async (request, _response, next) => {
    try {
      await credentialsOf(httpAuth, request);
    } catch (error) {
      // Without the request: the auditor would look for the caller in it, and there is none.
      await audit.refused(
        {
          eventId: 'authentication',
          severity: 'medium',
          meta: { method: request.method, ip: request.ip ?? 'unknown' },
        },
        error,
      );
      throw error;
    }
    next();
  };
}
