import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SecretRotationClient } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { PortalProcess } from '../../portal-process';

const ANSWER_MS = 30_000;

/** One replica: a backend process with its own HTTP address. */
export class Replica {
  readonly api: SecretRotationClient;
  readonly process: PortalProcess;
  readonly #token: string;
  readonly #logFile: string;

  constructor(options: {
    process: PortalProcess;
    token: string;
    logFile: string;
  }) {
    const { process: portal, token, logFile } = options;
    this.process = portal;
    this.#token = token;
    this.#logFile = logFile;
    this.api = new SecretRotationClient({
      discovery: { getBaseUrl: async plugin => `${portal.url}/api/${plugin}` },
      fetch: (input, init) => {
        const request = new Request(input, init);
        request.headers.set('authorization', `Bearer ${token}`);
        return fetch(request, { signal: AbortSignal.timeout(ANSWER_MS) });
      },
    });
  }

  get pid(): number {
    return this.process.pid;
  }

  get log(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  /** Whether SIGSTOP has it. */
  get isStopped(): boolean {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(this.pid)]);
    return state.toString().trim().startsWith('T');
  }

  /** Asks Backstage's scheduler for a task now. @returns the status of the answer */
  async trigger(task: string): Promise<number> {
    const response = await fetch(
      `${this.process.url}/api/secret-rotation/.backstage/scheduler/v1/tasks/${task}/trigger`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token}` },
        signal: AbortSignal.timeout(ANSWER_MS),
      },
    );
    await response.body?.cancel();
    return response.status;
  }
}
