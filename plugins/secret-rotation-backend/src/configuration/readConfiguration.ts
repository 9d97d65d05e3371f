import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type {
  AdapterRegistry,
  ConfigurationEntry,
  RotationConfiguration,
} from './model';
import { invalidValue, unknownKey } from './problems';
import { readRotators, readStores } from './readAdapters';
import { readConsumers, readHealthSources } from './readConsumers';
import { readEnrolment } from './readEnrolment';
import { readFreezes } from './readFreezes';
import { readPolicies } from './readPolicies';
import { readPortalPaths } from './readPortalPaths';
import { readRetention } from './readRetention';
import { isObject, ROOT_KEY } from './readSection';
import { readWorker } from './readWorker';
import type { PortalCredentials } from '../selfConsumer/PortalCredentials';

const KNOWN_KEYS = [
  'fallbackOwner',
  'stores',
  'rotators',
  'consumers',
  'health',
  'policies',
  'freezes',
  'enrolment',
  'ownerCheck',
  'worker',
  'retention',
  'portal',
];

function unusable(key: string, wrong: string, fix: string): InputError {
  return new InputError(
    `The configuration of the secret-rotation plugin cannot be used: ${key} ${wrong}. ${fix}.`,
  );
}

function readFallbackOwner(raw: unknown): string {
  const key = `${ROOT_KEY}.fallbackOwner`;
  const fix = `Set ${key} to who decides where nobody else can, for example group:default/platform`;
  if (raw === undefined || raw === null) {
    throw unusable(key, 'is missing', fix);
  }
  if (typeof raw !== 'string') {
    throw unusable(key, 'is not a text', fix);
  }
  let ref;
  try {
    ref = parseEntityRef(raw);
  } catch {
    // The parser's text adds nothing to ours.
    throw unusable(key, 'is not an entity ref', fix);
  }
  if (!['group', 'user'].includes(ref.kind.toLocaleLowerCase('en-US'))) {
    throw unusable(key, 'is neither a group nor a user', fix);
  }
  return stringifyEntityRef(ref);
}

/**
 * With the permission framework off there is nothing behind the built-in check: without it every signed-in person
 * could enrol and start. It stays on then.
 */
function readOwnerCheck(
  raw: unknown,
  frameworkOn: boolean,
  entries: ConfigurationEntry[],
): boolean {
  if (raw === undefined || raw === null || raw === true) return true;
  const key = `${ROOT_KEY}.ownerCheck`;
  const name = 'ownerCheck';
  if (raw !== false) {
    const problem = invalidValue(key, 'must be true or false');
    entries.push({ section: 'root', name, problem });
    return true;
  }
  if (!frameworkOn) {
    const problem = {
      code: 'owner-check-needed',
      message: `${key} is false while the permission framework is off; the check stays on`,
      fix: `Set permission.enabled to true and install a policy, or remove ${key}`,
    };
    entries.push({ section: 'root', name, problem });
    return true;
  }
  return false;
}

/**
 * Reads `secretRotation:` of app-config. A bad entry disables itself and is put on record in `entries`.
 * @throws InputError only when nothing can work: the root is missing or no object, or `fallbackOwner` is unusable
 * @internal
 */
export function readConfiguration(
  root: Config,
  registry: AdapterRegistry,
  portalCredentials?: PortalCredentials,
): RotationConfiguration {
  const raw: unknown = root.getOptional(ROOT_KEY);
  if (raw === undefined || raw === null) {
    throw unusable(
      ROOT_KEY,
      'is missing',
      `Add ${ROOT_KEY} with at least a fallbackOwner to app-config, or remove the plugin from the backend`,
    );
  }
  if (!isObject(raw)) {
    throw unusable(
      ROOT_KEY,
      'is not an object',
      `Write ${ROOT_KEY} as an object with at least a fallbackOwner`,
    );
  }

  const fallbackOwner = readFallbackOwner(raw.fallbackOwner);
  const entries: ConfigurationEntry[] = [];
  for (const name of Object.keys(raw)) {
    if (!KNOWN_KEYS.includes(name)) {
      const problem = unknownKey(`${ROOT_KEY}.${name}`, KNOWN_KEYS);
      entries.push({ section: 'root', name, problem });
    }
  }
  const frameworkOn = root.getOptional('permission.enabled') === true;
  const namesIn = (section: unknown) =>
    isObject(section) ? Object.keys(section) : [];
  const input = { registry, entries, portalCredentials };

  return {
    fallbackOwner,
    ownerCheck: readOwnerCheck(raw.ownerCheck, frameworkOn, entries),
    stores: readStores({ ...input, raw: raw.stores }),
    rotators: readRotators({ ...input, raw: raw.rotators }),
    consumers: readConsumers(
      { ...input, raw: raw.consumers },
      readHealthSources({ ...input, raw: raw.health }),
    ),
    policies: readPolicies(raw.policies, entries),
    freezes: readFreezes(raw.freezes, namesIn(raw.policies), entries),
    enrolment: readEnrolment(
      raw.enrolment,
      { stores: namesIn(raw.stores), rotators: namesIn(raw.rotators) },
      entries,
    ),
    worker: readWorker(raw.worker, entries),
    retention: readRetention(raw.retention, entries),
    portalPaths: readPortalPaths(raw.portal, entries),
    entries,
  };
}
