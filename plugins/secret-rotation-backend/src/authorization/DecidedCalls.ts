import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import type { SecretName } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Request } from 'express';
import type { RotationService } from '../api/RotationService';
import type { Authorization } from './Authorization';
import type { DecisionAudit } from './DecisionAudit';
import type { Grants } from './Grants';
import type { SecretFacts } from './SecretFacts';
import type { Verb } from './verbs';

/** Who asks. @internal */
export interface Asker {
  credentials: BackstageCredentials;
  /** The HTTP request, where one asks: it goes to the auditor. */
  request?: Request;
}

/**
 * Lets a call happen when {@link Authorization} permits it. It is on record with the auditor before it is decided, and
 * decided on the stored facts, never on what the caller says.
 * @internal
 */
export class DecidedCalls {
  readonly #facts: Pick<RotationService, 'factsOfSecret' | 'factsOfRun'>;
  readonly #authorization: Authorization;
  readonly #audit: DecisionAudit;

  constructor(options: {
    service: Pick<RotationService, 'factsOfSecret' | 'factsOfRun'>;
    authorization: Authorization;
    audit: DecisionAudit;
  }) {
    this.#facts = options.service;
    this.#authorization = options.authorization;
    this.#audit = options.audit;
  }

  /** A call about no secret in particular; `act` itself asks what it needs. */
  async inGeneral<T>(
    asker: Asker,
    eventId: string,
    meta: JsonObject,
    act: (grants: Grants) => Promise<T>,
  ): Promise<T> {
    const { request, credentials } = asker;
    return this.#audit.record(
      { eventId, severity: 'low', meta, request },
      async () => act(await this.#authorization.grantsOf(credentials)),
    );
  }

  /** A call about a secret. */
  async aboutSecret<T>(
    asker: Asker,
    verb: Verb,
    name: SecretName,
    act: (grants: Grants, facts: SecretFacts) => Promise<T>,
  ): Promise<T> {
    const entityRef = stringifyEntityRef({ kind: 'resource', ...name });
    return this.#decide(asker, verb, { entityRef }, act, () =>
      this.#facts.factsOfSecret(name),
    );
  }

  /** A call about a run: its secret decides. */
  async aboutRun<T>(
    asker: Asker,
    verb: Verb,
    id: number,
    act: (grants: Grants, facts: SecretFacts) => Promise<T>,
  ): Promise<T> {
    return this.#decide(asker, verb, { runId: id }, act, () =>
      this.#facts.factsOfRun(id),
    );
  }

  async #decide<T>(
    asker: Asker,
    verb: Verb,
    meta: JsonObject,
    act: (grants: Grants, facts: SecretFacts) => Promise<T>,
    load: () => Promise<SecretFacts>,
  ): Promise<T> {
    const { eventId, severity, permission } = verb;
    const { request, credentials } = asker;
    return this.#audit.record(
      {
        eventId,
        severity,
        meta: { permission: permission.name, ...meta },
        request,
      },
      async () => {
        const grants = await this.#authorization.grantsOf(credentials);
        const facts = await load();
        grants.require(permission, facts);
        return act(grants, facts);
      },
    );
  }
}
