import type { AliasConfiguration } from '@aws-sdk/client-lambda';
import type { LambdaApi } from '../client/LambdaApi';
import { markedWith, markOf } from '../mark';
import type { LambdaConsumerSettings } from '../settings';
import { giveBack, isWarm } from './capacity';
import { renew, type Told } from './renew';
import { isSameRelease } from './sameRelease';

/** What the unpublished version is called. @internal */
export const LATEST = '$LATEST';

/**
 * Brings one function on towards a version, as far as it can go now: all that was done is read from Lambda, so that a
 * worker that takes over goes on where the one before ended, wherever that was. With an alias: update, publish, warm up,
 * move the alias, give back the capacity that it left.
 * @throws WorkloadProblem and the errors of the contract
 * @internal
 */
export async function tellFunction(
  api: LambdaApi,
  name: string,
  asked: { path: string; version: string; settings: LambdaConsumerSettings },
): Promise<Told> {
  const { path, version, settings } = asked;
  const wanted = { mark: markOf(settings.mark, path), version };
  const alias =
    settings.alias === undefined
      ? undefined
      : await api.alias(name, settings.alias);
  if (alias === undefined || alias.FunctionVersion === LATEST)
    return renew(api, name, await api.configuration(name), wanted);
  const released = await api.configuration(name, alias.FunctionVersion);
  if (isSplit(alias)) return 'held';
  if (markedWith(released, wanted.mark) === version) {
    await giveBack(api, name, alias);
    return 'told';
  }
  const latest = await api.configuration(name);
  if (!isSameRelease(latest, released, settings.mark)) return 'unreleased';
  const told = await renew(api, name, latest, wanted);
  if (told !== 'told') return told;

  const renewed = await api.configuration(name);
  const isReady =
    renewed.LastUpdateStatus === 'Successful' &&
    markedWith(renewed, wanted.mark) === version;
  if (!isReady) return 'under-way';
  // Somebody may have written since; what is published is compared with this revision by Lambda itself.
  if (!isSameRelease(renewed, released, settings.mark)) return 'unreleased';
  const published = await api.publish({ ...renewed, FunctionName: name });
  const next = published.Version;
  if (next === undefined || published.State !== 'Active') return 'under-way';
  if (!(await isWarm(api, name, alias, next))) return 'under-way';
  await api.moveAlias(name, alias, next);
  await giveBack(api, name, { ...alias, FunctionVersion: next });
  return 'told';
}

/** Whether an alias sends calls to two versions: somebody shifts traffic. Pure. @internal */
export function isSplit({ RoutingConfig }: AliasConfiguration): boolean {
  return Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0;
}
