import type { Alias, LambdaFunction, LambdaSettings } from './LambdaFunction';
import { absent } from './refusal';

/** The actions that the stand-in knows, as IAM names them. @public */
export type LambdaAction =
  | 'GetFunctionConfiguration'
  | 'UpdateFunctionConfiguration'
  | 'PublishVersion'
  | 'GetAlias'
  | 'UpdateAlias'
  | 'ListAliases'
  | 'ListProvisionedConcurrencyConfigs'
  | 'PutProvisionedConcurrencyConfig'
  | 'DeleteProvisionedConcurrencyConfig'
  | 'InvokeFunction';

/** One request, read as far as its address says. @internal */
export interface LambdaRequest {
  readonly action: LambdaAction;
  readonly name: string;
  readonly alias?: string;
  readonly qualifier?: string;
}

const ROUTES: ReadonlyArray<[string, RegExp, LambdaAction]> = [
  ['GET', /\/configuration$/, 'GetFunctionConfiguration'],
  ['PUT', /\/configuration$/, 'UpdateFunctionConfiguration'],
  ['POST', /\/versions$/, 'PublishVersion'],
  ['GET', /\/aliases\/([^/]+)$/, 'GetAlias'],
  ['PUT', /\/aliases\/([^/]+)$/, 'UpdateAlias'],
  ['GET', /\/aliases$/, 'ListAliases'],
  ['GET', /\/provisioned-concurrency$/, 'ListProvisionedConcurrencyConfigs'],
  ['PUT', /\/provisioned-concurrency$/, 'PutProvisionedConcurrencyConfig'],
  [
    'DELETE',
    /\/provisioned-concurrency$/,
    'DeleteProvisionedConcurrencyConfig',
  ],
  ['POST', /\/invocations$/, 'InvokeFunction'],
];

/** Which request an HTTP request is; `undefined` when it is none of them. Pure. @internal */
export function readRequest(
  method: string,
  { pathname, searchParams }: URL,
): LambdaRequest | undefined {
  const [, name] =
    /^\/20\d\d-\d\d-\d\d\/functions\/([^/]+)\//.exec(pathname) ?? [];
  const route = ROUTES.find(
    ([verb, pattern]) => verb === method && pattern.test(pathname),
  );
  if (name === undefined || !route) return undefined;
  return {
    action: route[2],
    name: decodeURIComponent(name),
    alias: route[1].exec(pathname)?.[1],
    qualifier: searchParams.get('Qualifier') ?? undefined,
  };
}

/** Does what a request asks, except for invocations. @internal */
export function act(
  target: LambdaFunction,
  { action, alias = '', qualifier = '' }: LambdaRequest,
  body: LambdaSettings &
    Partial<Alias> & {
      CodeSha256?: string;
      ProvisionedConcurrentExecutions?: number;
    },
): { status: number; body: unknown } {
  const answered = (answer: unknown, status = 200) => ({
    status,
    body: answer,
  });
  switch (action) {
    case 'GetFunctionConfiguration':
      return answered(target.get(qualifier || undefined));
    case 'UpdateFunctionConfiguration': {
      const { RevisionId, ...settings } = body;
      return answered(target.update(settings, RevisionId));
    }
    case 'PublishVersion':
      return answered(target.publish(body.RevisionId, body.CodeSha256), 201);
    case 'GetAlias': {
      const found = target.aliases.get(alias);
      if (!found) throw absent();
      return answered(found);
    }
    case 'UpdateAlias':
      if (!target.aliases.has(alias)) throw absent();
      return answered(target.pointAlias(alias, body));
    case 'ListAliases':
      return answered({ Aliases: [...target.aliases.values()] });
    case 'ListProvisionedConcurrencyConfigs':
      return answered({
        ProvisionedConcurrencyConfigs: target.capacity.list(),
      });
    case 'PutProvisionedConcurrencyConfig':
      return answered(
        target.capacity.put(
          qualifier,
          body.ProvisionedConcurrentExecutions ?? 0,
        ),
        202,
      );
    case 'DeleteProvisionedConcurrencyConfig':
      target.capacity.delete(qualifier);
      return answered(undefined, 204);
    default:
      throw absent();
  }
}
