import type { CloudRunApi } from '../client/CloudRunApi';
import { readyCondition } from '../client/resources';
import { secretUse, usesSecret, versionOf, withVersion } from '../secretUse';
import type { CloudRunConsumerSettings } from '../settings';
import { isSameRelease, withImagesOf } from './sameRelease';
import { movedTraffic, routingOf, servingRevisions } from './traffic';

/**
 * What came of telling a service. `under-way`: begun, to be asked again. All others are for somebody to decide.
 * @internal
 */
export type Told =
  | 'told'
  | 'under-way'
  | 'busy'
  | 'unused'
  | 'pinned'
  | 'split'
  | 'unreleased'
  | 'failed';

/**
 * Brings one service on towards a version, as far as it can go now: all that was done is read from Cloud Run, so that a
 * worker that takes over goes on where the one before ended. Each write is a compare-and-set on what was looked at.
 * @throws WorkloadProblem and the errors of the contract
 * @internal
 */
export async function tellService(
  api: CloudRunApi,
  name: string,
  asked: { path: string; version: string; settings: CloudRunConsumerSettings },
): Promise<Told> {
  const { path, version, settings } = asked;
  const use = secretUse(path, settings.references);
  const service = await api.service(name);
  const routing = routingOf(service);
  const isWritten = versionOf(service.template, use) === version;
  if (service.reconciling)
    return isWritten && routing === 'latest' ? 'told' : 'busy';
  const serving = await Promise.all(
    servingRevisions(service).map(each => api.revision(name, each)),
  );
  const isServed =
    serving.length > 0 &&
    serving.every(each => versionOf(each, use) === version);
  // What follows the newest must stay right at the owner's next deployment, which is made of the template.
  if (isServed && (isWritten || routing !== 'latest')) return 'told';
  if (routing === 'split') return 'split';
  if (routing === 'pinned' && !settings.movePinned) return 'pinned';
  if (!usesSecret(service.template, use)) return 'unused';

  const [running] = serving;
  const created = await api.revision(name, service.latestCreatedRevision);
  if (!running || !isSameRelease(created, running, use)) return 'unreleased';
  if (!isWritten) {
    const sameImages = withImagesOf(service.template, created);
    const template = withVersion(sameImages, use, version);
    await api.update(name, { ...service, template }, 'template');
    return routing === 'latest' ? 'told' : 'under-way';
  }
  const { state } = readyCondition(created);
  if (state === 'CONDITION_FAILED') return 'failed';
  if (state !== 'CONDITION_SUCCEEDED') return 'under-way';
  if (routing === 'pinned')
    await api.update(
      name,
      { ...service, traffic: movedTraffic(service, running, created) },
      'traffic',
    );
  return 'told';
}
