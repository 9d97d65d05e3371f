import {
  DeleteProvisionedConcurrencyConfigCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListProvisionedConcurrencyConfigsCommand,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  type AliasConfiguration,
  type FunctionConfiguration,
  type ProvisionedConcurrencyConfigListItem,
  type UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { WorkloadProblem } from '@keyturn/backstage-plugin-secret-rotation-node';
import { boundAnswers } from './boundedAnswers';
import type { Credentials } from './credentials';
import { lambdaProblem } from './lambdaProblem';

/** Aliases and versions with capacity of one function; more than this are nobody's plan. */
const MAX_PAGES = 20;

/** What an invocation came to. @internal */
export interface Invocation {
  readonly payload: string;
  /** The function's own code failed. */
  readonly failed: boolean;
}

/** The requests to Lambda for the time of one effect. They throw WorkloadProblem and the errors of the contract. @internal */
export class LambdaApi {
  readonly #client: LambdaClient;
  readonly #signal: AbortSignal;
  readonly #timeoutMs: number;

  constructor(
    where: { region: string; endpoint?: string; timeoutMs: number },
    credentials: Credentials,
    signal: AbortSignal,
  ) {
    const { region, endpoint, timeoutMs } = where;
    // The engine tries again; a client that does so too would hide it from the run's page.
    this.#client = new LambdaClient({
      region,
      endpoint,
      credentials,
      maxAttempts: 1,
    });
    this.#signal = signal;
    this.#timeoutMs = timeoutMs;
    boundAnswers(this.#client, signal);
  }

  /** A function's configuration: of its unpublished version, of a published one, or of what an alias points to. */
  configuration(name: string, qualifier?: string) {
    const input = { FunctionName: name, Qualifier: qualifier };
    return this.#ask<FunctionConfiguration>(
      'GetFunctionConfiguration',
      abortSignal =>
        this.#client.send(new GetFunctionConfigurationCommand(input), {
          abortSignal,
        }),
    );
  }

  updateConfiguration(input: UpdateFunctionConfigurationRequest) {
    return this.#ask('UpdateFunctionConfiguration', abortSignal =>
      this.#client.send(new UpdateFunctionConfigurationCommand(input), {
        abortSignal,
      }),
    );
  }

  alias(name: string, alias: string) {
    const input = { FunctionName: name, Name: alias };
    return this.#ask<AliasConfiguration>('GetAlias', abortSignal =>
      this.#client.send(new GetAliasCommand(input), { abortSignal }),
    );
  }

  aliases(name: string): Promise<AliasConfiguration[]> {
    return this.#pages('ListAliases', async (Marker, abortSignal) => {
      const { Aliases, NextMarker } = await this.#client.send(
        new ListAliasesCommand({ FunctionName: name, Marker }),
        { abortSignal },
      );
      return { items: Aliases, next: NextMarker };
    });
  }

  /** Publishes what is unpublished, if it is still what was looked at. Without a change the latest version comes back. */
  publish({ FunctionName, CodeSha256, RevisionId }: FunctionConfiguration) {
    const input = { FunctionName, CodeSha256, RevisionId };
    return this.#ask<FunctionConfiguration>('PublishVersion', abortSignal =>
      this.#client.send(new PublishVersionCommand(input), { abortSignal }),
    );
  }

  /** Lets an alias point to a version, if it is still as it was looked at. */
  moveAlias(name: string, alias: AliasConfiguration, version: string) {
    const input = {
      FunctionName: name,
      Name: alias.Name,
      FunctionVersion: version,
      RevisionId: alias.RevisionId,
    };
    return this.#ask('UpdateAlias', abortSignal =>
      this.#client.send(new UpdateAliasCommand(input), { abortSignal }),
    );
  }

  /** Capacity that is kept warm, by alias and by version. */
  provisioned(name: string): Promise<ProvisionedConcurrencyConfigListItem[]> {
    const action = 'ListProvisionedConcurrencyConfigs';
    return this.#pages(action, async (Marker, abortSignal) => {
      const { ProvisionedConcurrencyConfigs, NextMarker } =
        await this.#client.send(
          new ListProvisionedConcurrencyConfigsCommand({
            FunctionName: name,
            Marker,
          }),
          { abortSignal },
        );
      return { items: ProvisionedConcurrencyConfigs, next: NextMarker };
    });
  }

  provision(name: string, version: string, executions: number) {
    const input = {
      FunctionName: name,
      Qualifier: version,
      ProvisionedConcurrentExecutions: executions,
    };
    return this.#ask('PutProvisionedConcurrencyConfig', abortSignal =>
      this.#client.send(new PutProvisionedConcurrencyConfigCommand(input), {
        abortSignal,
      }),
    );
  }

  unprovision(name: string, version: string) {
    const input = { FunctionName: name, Qualifier: version };
    return this.#ask('DeleteProvisionedConcurrencyConfig', abortSignal =>
      this.#client.send(new DeleteProvisionedConcurrencyConfigCommand(input), {
        abortSignal,
      }),
    );
  }

  invoke(
    name: string,
    qualifier: string | undefined,
    payload: object,
  ): Promise<Invocation> {
    const input = {
      FunctionName: name,
      Qualifier: qualifier,
      Payload: Buffer.from(JSON.stringify(payload)),
    };
    return this.#ask('InvokeFunction', async abortSignal => {
      const { Payload, FunctionError } = await this.#client.send(
        new InvokeCommand(input),
        { abortSignal },
      );
      return {
        payload: Buffer.from(Payload ?? []).toString('utf8'),
        failed: FunctionError !== undefined,
      };
    });
  }

  close(): void {
    this.#client.destroy();
  }

  async #pages<T>(
    action: string,
    page: (
      marker: string | undefined,
      signal: AbortSignal,
    ) => Promise<{ items?: T[]; next?: string }>,
    from?: string,
    left = MAX_PAGES,
  ): Promise<T[]> {
    if (left === 0) throw new WorkloadProblem('malformed', `lambda:${action}`);
    const { items = [], next } = await this.#ask(action, signal =>
      page(from, signal),
    );
    return next
      ? [...items, ...(await this.#pages(action, page, next, left - 1))]
      : items;
  }

  async #ask<T>(
    action: string,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const over = AbortSignal.any([
      this.#signal,
      AbortSignal.timeout(this.#timeoutMs),
    ]);
    try {
      // Neither credentials nor the body of an answer end with the signal by themselves.
      return await Promise.race([send(over), rejectWhenAborted(over)]);
    } catch (error) {
      throw lambdaProblem(error, `lambda:${action}`);
    }
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error('The time for an answer is over'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
