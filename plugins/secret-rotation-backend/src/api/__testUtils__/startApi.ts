import type {
  AuditorServiceCreateEventOptions,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { PolicyDecision } from '@backstage/plugin-permission-common';
import express from 'express';
import request from 'supertest';
import { Authorization } from '../../authorization/Authorization';
import { AuthorizedRotationService } from '../../authorization/AuthorizedRotationService';
import { DecisionAudit } from '../../authorization/DecisionAudit';
import type { SecretRuleset } from '../../authorization/Grants';
import { secretPermissionRules } from '../../authorization/secretPermissionRules';
import { createApiRouter } from '../createApiRouter';
import { InMemoryRotationService } from './InMemoryRotationService';

/** Who is who in the tests. */
const PEOPLE: Record<string, string[]> = {
  'user:default/owner': ['user:default/owner', 'group:default/team-payments'],
  'user:default/viewer': ['user:default/viewer', 'group:default/team-orders'],
  'user:default/platform': ['user:default/platform', 'Group:Default/Platform'],
};

/** Where the API is mounted, as Backstage does it. */
export const BASE = '/api/secret-rotation';

/** The rules as the permission registry serves them. */
const ruleset: SecretRuleset = {
  getRuleByName(name) {
    const rule = Object.values(secretPermissionRules).find(
      it => it.name === name,
    );
    if (!rule) throw new Error(`No rule ${name}`);
    return rule as ReturnType<SecretRuleset['getRuleByName']>;
  },
};

/** What was put on record, in its order. */
export interface AuditRecord {
  eventId: string;
  severityLevel?: string;
  meta?: AuditorServiceCreateEventOptions['meta'];
  status: 'initiated' | 'succeeded' | 'failed';
  error?: Error;
}

/** An auditor that remembers. */
export function rememberingAuditor(records: AuditRecord[]) {
  return mockServices.auditor.mock({
    createEvent: async ({ eventId, severityLevel, meta }) => {
      const base = { eventId, severityLevel, meta };
      records.push({ ...base, status: 'initiated' });
      return {
        success: async () => {
          records.push({ ...base, status: 'succeeded' });
        },
        fail: async ({ error }) => {
          records.push({ ...base, status: 'failed', error });
        },
      };
    },
  });
}

/** A logger that remembers every line with everything in it, as text. */
function rememberingLogger(lines: string[]): LoggerService {
  const remember = (...parts: unknown[]) => {
    lines.push(JSON.stringify(parts));
  };
  const logger: LoggerService = {
    error: remember,
    warn: remember,
    info: remember,
    debug: remember,
    child: () => logger,
  };
  return logger;
}

/** The API over the in-memory service, on Backstage's mocked services. Nobody is signed in unless a test says so. */
export function startApi(
  options: {
    ownerCheck?: boolean;
    policy?: (permission: string) => PolicyDecision;
  } = {},
) {
  const { ownerCheck = true, policy = () => ({ result: 'ALLOW' as const }) } =
    options;
  const service = new InMemoryRotationService();
  const records: AuditRecord[] = [];
  const lines: string[] = [];
  const permissions = mockServices.permissions.mock({
    authorizeConditional: async queries =>
      queries.map(query => policy(query.permission.name)),
  });
  const authorization = new Authorization({
    auth: mockServices.auth({ pluginId: 'secret-rotation' }),
    permissions,
    userInfo: mockServices.userInfo.mock({
      getUserInfo: async credentials => {
        const { userEntityRef } = credentials.principal as {
          userEntityRef: string;
        };
        return {
          userEntityRef,
          ownershipEntityRefs: PEOPLE[userEntityRef] ?? [userEntityRef],
        };
      },
    }),
    settings: { fallbackOwner: 'group:default/platform', ownerCheck },
    ruleset,
  });
  const audit = new DecisionAudit(rememberingAuditor(records));
  const app = express();
  app.use(
    BASE,
    createApiRouter({
      service: new AuthorizedRotationService({ service, authorization, audit }),
      httpAuth: mockServices.httpAuth({
        pluginId: 'secret-rotation',
        defaultCredentials: mockCredentials.none(),
      }),
      audit,
      logger: rememberingLogger(lines),
      validateResponses: true,
    }),
  );
  app.use((_request, response) => {
    response.status(418).json({ neighbour: true });
  });

  const as = (who: string) => {
    const authorizationHeader =
      who === 'service'
        ? mockCredentials.service.header()
        : mockCredentials.user.header(`user:default/${who}`);
    const send = (method: 'get' | 'post', path: string) =>
      request(app)
        [method](`${BASE}${path}`)
        .set('authorization', authorizationHeader);
    return {
      get: (path: string) => send('get', path),
      post: (path: string, body: object | string | undefined = undefined) =>
        send('post', path).send(body),
    };
  };
  return { app, as, service, records, lines, permissions, authorization };
}
