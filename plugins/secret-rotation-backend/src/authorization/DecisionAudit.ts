import type {
  AuditorService,
  AuditorServiceEventSeverityLevel,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Request } from 'express';

/** What is decided about. @internal */
export interface Decision {
  /** Kebab-case, the same for every decision of the kind. */
  eventId: string;
  severity: AuditorServiceEventSeverityLevel;
  /** Ids and refs alone. */
  meta: JsonObject;
  /** The request that asked, where one did: it tells the auditor who and from where. */
  request?: Request;
}

const REFUSALS = ['NotAllowedError', 'AuthenticationError'];
const KNOWN_FAILURES = [
  ...REFUSALS,
  'NotFoundError',
  'ConflictError',
  'InputError',
];

/** The auditor logs what it is given: only the kind of a failure goes there, without text and stack. */
function withoutText(error: unknown): Error {
  const name =
    isError(error) && KNOWN_FAILURES.includes(error.name)
      ? error.name
      : 'Error';
  const bare = new Error(
    REFUSALS.includes(name) ? 'The caller may not do this' : 'It was not done',
  );
  bare.name = name;
  bare.stack = `${name}: ${bare.message}`;
  return bare;
}

/**
 * Puts decisions on record with Backstage's auditor.
 * @internal
 */
export class DecisionAudit {
  readonly #auditor: AuditorService;

  constructor(auditor: AuditorService) {
    this.#auditor = auditor;
  }

  /**
   * Opens the record, then lets the decision be made and carried out, then closes the record with how it went. The
   * record comes first so that a refusal, or a crash, cannot go unrecorded; no record, no decision.
   */
  async record<T>(decision: Decision, act: () => Promise<T>): Promise<T> {
    const { eventId, severity, meta, request } = decision;
    const event = await this.#auditor.createEvent({
      eventId,
      severityLevel: severity,
      meta,
      request,
    });
    let result: T;
    try {
      result = await act();
    } catch (error) {
      const bare = withoutText(error);
      await event.fail({ error: bare });
      if (severity === 'low' && REFUSALS.includes(bare.name)) {
        // Records of low severity are not kept by default, refusals must be.
        await this.refused({ ...decision, severity: 'medium' }, error);
      }
      throw error;
    }
    await event.success();
    return result;
  }

  /** Puts a refusal on record that was made elsewhere. */
  async refused(decision: Decision, error: unknown): Promise<void> {
    const { eventId, severity, meta, request } = decision;
    const event = await this.#auditor.createEvent({
      eventId,
      severityLevel: severity,
      meta,
      request,
    });
    await event.fail({ error: withoutText(error) });
  }
}
