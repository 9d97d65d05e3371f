import { setTimeout as delay } from 'node:timers/promises';
import {
  isOpen,
  type RunDetail,
  type SecretRotationApi,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Teller } from './teller';

/** The name of a secret's entity. */
interface SecretRef {
  readonly namespace: string;
  readonly name: string;
}

const POLL_MS = 300;

/**
 * Waits for the rotation that begins by itself, and tells of every step when it is done. A portal that does not
 * answer, because it was killed, is waited for.
 * @returns the run when it is over
 * @throws Error when it needs a person, or time is up
 * @internal
 */
export async function watchRotation(
  api: SecretRotationApi,
  secret: SecretRef,
  tell: Teller,
  limits: { readonly deadline: number; readonly signal: AbortSignal },
): Promise<RunDetail> {
  const told = new Set<string>();
  let cause: string | undefined;
  let run: RunDetail | undefined;
  for (;;) {
    limits.signal.throwIfAborted();
    const seen = await look(api, secret, run?.id);
    if (seen && !run) {
      tell.began(seen);
    }
    run = seen ?? run;
    for (const attempt of seen?.attempts ?? []) {
      const key = `${attempt.direction}/${attempt.step}/${attempt.wave ?? 0}`;
      if (seen && attempt.state === 'done' && !told.has(key)) {
        told.add(key);
        tell.step(seen, attempt);
      }
    }
    if (seen && !isOpen(seen.state)) {
      return seen;
    }
    if (seen?.turn.who === 'person') {
      throw new Error(`The run asks a person: ${seen.turn.question}`);
    }
    if (seen?.turn.cause && seen.turn.cause !== cause) {
      cause = seen.turn.cause;
      tell.waits(seen, cause);
    }
    if (Date.now() > limits.deadline) {
      throw new Error(
        run
          ? `${run.label} is not over in time: ${run.state} in ${run.step}`
          : 'No rotation began by itself in time',
      );
    }
    await delay(POLL_MS);
  }
}

async function look(
  api: SecretRotationApi,
  secret: SecretRef,
  runId: number | undefined,
): Promise<RunDetail | undefined> {
  try {
    const id = runId ?? (await api.listRuns(secret)).items.at(-1)?.id;
    return id === undefined ? undefined : await api.getRun(id);
  } catch (error) {
    if (isUnknownSecret(error) || isDown(error)) {
      return undefined;
    }
    throw error;
  }
}

/** The catalog has not been read yet. */
function isUnknownSecret(error: unknown): boolean {
  return Object(error).status === 404;
}

/** The portal is being started again. */
function isDown(error: unknown): boolean {
  const { name, status } = Object(error);
  return name === 'TypeError' || name === 'TimeoutError' || status >= 500;
}
