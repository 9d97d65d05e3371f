import type {
  AliasConfiguration,
  ProvisionedConcurrencyConfigListItem,
} from '@aws-sdk/client-lambda';
import type { LambdaApi } from '../client/LambdaApi';

/** The version or alias that capacity belongs to. Pure. @internal */
export function qualifierOf({
  FunctionArn = '',
}: ProvisionedConcurrencyConfigListItem): string {
  return FunctionArn.split(':')[7] ?? '';
}

/**
 * Makes sure that a move of the alias loses no warm capacity. Capacity of the alias itself follows it, so it only must not
 * be on its way already. Capacity of the version that it points to is asked for on the next version too.
 * @returns whether all of it is ready
 * @internal
 */
export async function isWarm(
  api: LambdaApi,
  name: string,
  alias: AliasConfiguration,
  next: string,
): Promise<boolean> {
  const all = await api.provisioned(name);
  const of = (qualifier: string | undefined) =>
    all.find(each => qualifierOf(each) === qualifier);
  const onAlias = of(alias.Name);
  if (onAlias) return onAlias.Status !== 'IN_PROGRESS';
  const wanted = of(
    alias.FunctionVersion,
  )?.RequestedProvisionedConcurrentExecutions;
  if (wanted === undefined) return true;
  const given = of(next);
  if (given?.Status === 'READY') return true;
  if (given?.Status !== 'IN_PROGRESS') await api.provision(name, next, wanted);
  return false;
}

/**
 * Gives back what stayed behind when capacity was moved from version to version: that of older versions which no alias
 * names. Only where the alias's own version has capacity; elsewhere nothing was moved.
 * @internal
 */
export async function giveBack(
  api: LambdaApi,
  name: string,
  { FunctionVersion: current }: AliasConfiguration,
): Promise<void> {
  const versions = (await api.provisioned(name))
    .map(qualifierOf)
    .filter(each => /^\d+$/.test(each));
  if (!versions.includes(current ?? '')) return;
  const older = versions.filter(each => Number(each) < Number(current));
  if (older.length === 0) return;
  const named = new Set(
    (await api.aliases(name)).flatMap(each => [
      each.FunctionVersion,
      ...Object.keys(each.RoutingConfig?.AdditionalVersionWeights ?? {}),
    ]),
  );
  for (const version of older)
    if (!named.has(version)) await api.unprovision(name, version);
}
