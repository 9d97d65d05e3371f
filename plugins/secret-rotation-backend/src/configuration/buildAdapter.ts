import { ConfigReader } from '@backstage/config';
import { isError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { AdapterFactory } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Problem } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { PortalCredentials } from '../selfConsumer/PortalCredentials';
import { EntryProblem, ROOT_KEY } from './readSection';

const MODULE_PREFIX =
  '@keyturn/backstage-plugin-secret-rotation-backend-module';

function unknownKind(
  key: string,
  kind: string,
  installed: Iterable<string>,
): Problem {
  const names = [...installed].sort();
  return {
    code: 'unknown-kind',
    message: `${key}.kind is "${kind}", which no installed module provides (installed: ${
      names.join(', ') || 'none'
    })`,
    fix: `Correct the kind, or install the module that provides it (${MODULE_PREFIX}-${kind} or a third party's) and add it to the backend`,
  };
}

/** By name, because a module may carry its own copy of the package that defines the class. */
function misconfiguration(error: unknown): Problem | undefined {
  if (!isError(error) || error.name !== 'MisconfiguredError') return undefined;
  return {
    code: 'adapter-refused',
    message: error.message,
    fix:
      typeof error.fix === 'string'
        ? error.fix
        : 'Correct the entry in app-config',
  };
}

/**
 * Lets the module of a kind build the adapter of one entry.
 * @throws EntryProblem when it cannot. The text of any error but `MisconfiguredError` is dropped: it may carry a value.
 * @internal
 */
export function buildAdapter<TAdapter>(options: {
  section: 'stores' | 'rotators' | 'consumers' | 'health';
  name: string;
  kind: string;
  raw: JsonObject;
  factories: ReadonlyMap<string, AdapterFactory<TAdapter>>;
  portalCredentials?: PortalCredentials;
}): TAdapter {
  const { section, name, kind, raw, factories, portalCredentials } = options;
  const key = `${ROOT_KEY}.${section}.${name}`;
  const factory = factories.get(kind);
  if (!factory)
    throw new EntryProblem(unknownKind(key, kind, factories.keys()));
  try {
    return factory({
      name,
      config: new ConfigReader(raw, 'app-config', undefined, key),
      ownCredentials: portalCredentials?.of(`${section}.${name}`),
    });
  } catch (error) {
    throw new EntryProblem(
      misconfiguration(error) ?? {
        code: 'adapter-failed',
        message: `${key} could not be used: its module "${kind}" failed on it`,
        fix: `Compare ${key} with the documentation of the module; keys that come from environment variables may be unset`,
      },
    );
  }
}
