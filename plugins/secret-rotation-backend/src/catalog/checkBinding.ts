import { createHash } from 'node:crypto';
import type { Entity } from '@backstage/catalog-model';
import type {
  Problem,
  RotationSpec,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { meansOf } from '../engine/means';
import {
  mayUseAccount,
  mayUsePath,
  type RotationConfiguration,
  type RotatorEntry,
  type StoreEntry,
} from '../configuration';

/** What a catalog entity says of its rotation, held against what the operator configured. */
export interface CheckedBinding {
  readonly spec: RotationSpec;
  /** The accounts that the secret acts on; empty when the rotator cannot tell. */
  readonly accounts: readonly string[];
  /** Digest of store, path, rotator and accounts: what enrolment allows. */
  readonly hash: string;
  /** What is wrong; nothing runs then. */
  readonly problem?: Problem;
}

const NOTHING: RotationSpec = { store: '', path: '', rotator: '', policy: '' };

/** Holds `spec.rotation` of an entity against the configuration. A catalog file only names what exists there. */
export function checkBinding(
  entity: Entity,
  configuration: RotationConfiguration,
): CheckedBinding {
  const spec = entity.spec?.rotation as RotationSpec | undefined;
  if (!spec) {
    return unusable(NOTHING, {
      code: 'no-rotation',
      message: 'The entity has no spec.rotation',
      fix: 'Add spec.rotation with store, path, rotator and policy',
    });
  }
  const namespace = entity.metadata.namespace ?? 'default';
  const store = configuration.stores.get(spec.store);
  if (!store)
    return unusable(spec, unknown('store', spec.store, configuration));
  const rotator = configuration.rotators.get(spec.rotator);
  if (!rotator)
    return unusable(spec, unknown('rotator', spec.rotator, configuration));
  if (!configuration.policies.has(spec.policy)) {
    return unusable(spec, unknown('policy', spec.policy, configuration));
  }
  if (!mayUsePath(store, namespace, spec.path)) {
    return unusable(spec, {
      code: 'path-not-allowed',
      message: `spec.rotation.path is outside of what store "${spec.store}" allows for namespace ${namespace}`,
      fix: 'Use an allowed path, or ask the platform team to extend the store’s allow-list',
    });
  }
  const misfit = misfitOf(store, rotator);
  if (misfit) return unusable(spec, misfit);
  let accounts: string[];
  try {
    accounts = rotator.adapter.accounts(
      rotator.adapter.parseOptions(spec.options ?? {}),
    );
  } catch (error) {
    return unusable(
      spec,
      error instanceof MisconfiguredError
        ? { code: 'bad-options', message: error.message, fix: error.fix }
        : {
            code: 'bad-options',
            message: `spec.rotation.options does not fit rotator "${spec.rotator}"`,
            fix: 'Compare it with the rotator’s page in the documentation',
          },
    );
  }
  const outside = accounts.find(
    account => !mayUseAccount(rotator, namespace, account),
  );
  if (outside !== undefined) {
    return unusable(spec, {
      code: 'account-not-allowed',
      message: `Account "${outside}" is outside of what rotator "${spec.rotator}" allows for namespace ${namespace}`,
      fix: 'Use allowed accounts, or ask the platform team to extend the rotator’s allow-list',
    });
  }
  return { spec, accounts, hash: hashOf(spec, accounts) };
}

/** Why a store and a rotator cannot rotate one secret together. */
function misfitOf(
  store: StoreEntry,
  rotator: RotatorEntry,
): Problem | undefined {
  try {
    meansOf(store.adapter, rotator.adapter);
    return undefined;
  } catch (error) {
    if (!(error instanceof MisconfiguredError)) throw error;
    return {
      code: 'rotator-does-not-fit',
      message: `Store "${store.name}", rotator "${rotator.name}": ${error.message}`,
      fix: error.fix,
    };
  }
}

function unusable(spec: RotationSpec, problem: Problem): CheckedBinding {
  return { spec, accounts: [], hash: hashOf(spec, []), problem };
}

function hashOf(spec: RotationSpec, accounts: readonly string[]): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        spec.store,
        spec.path,
        spec.rotator,
        [...accounts].sort(),
      ]),
    )
    .digest('hex');
}

const SECTIONS = {
  store: 'stores',
  rotator: 'rotators',
  policy: 'policies',
} as const;

function unknown(
  kind: keyof typeof SECTIONS,
  name: string,
  configuration: RotationConfiguration,
): Problem {
  const section = SECTIONS[kind];
  const disabled = configuration.entries.some(
    entry => entry.section === section && entry.name === name && entry.problem,
  );
  if (disabled) {
    return {
      code: `${kind}-disabled`,
      message: `spec.rotation.${kind} names "${name}", which is disabled because its configuration is wrong`,
      fix: `Ask the platform team to mend secretRotation.${section}.${name}`,
    };
  }
  const known = [...configuration[section].keys()].sort();
  return {
    code: `unknown-${kind}`,
    message: `spec.rotation.${kind} names "${name}". This portal knows ${
      known.join(', ') || 'none'
    }`,
    fix: `Correct the name, or ask the platform team to add secretRotation.${section}.${name}`,
  };
}
