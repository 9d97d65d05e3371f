import { mockCredentials } from '@backstage/backend-test-utils';
import {
  secretCompletePermission,
  secretEnrolPermission,
  secretReadPermission,
  secretRotationPermissions,
  secretStartPermission,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { isResourcePermission } from '@backstage/plugin-permission-common';
import { startApi } from '../api/__testUtils__/startApi';
import { DECIDED_PERMISSIONS } from './actionPermissions';
import { builtInCheckAllows, type Principal } from './builtInCheck';

const facts = {
  entityRef: 'resource:default/x',
  namespace: 'default',
  owner: 'group:default/team-payments',
  store: 's',
  rotator: 'r',
  policy: 'p',
};
const settings = { fallbackOwner: 'group:default/platform', ownerCheck: true };

function user(...refs: string[]): Principal {
  return {
    kind: 'user',
    ref: 'user:default/ada',
    ownershipRefs: new Set(['user:default/ada', ...refs]),
  };
}

function service(...namedPermissions: string[]): Principal {
  return {
    kind: 'service',
    subject: 'external:ci',
    namedPermissions: new Set(namedPermissions),
  };
}

describe('the built-in check', () => {
  it('decides about every permission that the plugin has', () => {
    expect(DECIDED_PERMISSIONS.map(it => it.name).sort()).toEqual(
      secretRotationPermissions
        .filter(it => isResourcePermission(it))
        .map(it => it.name)
        .sort(),
    );
  });

  it('lets the owner in the catalog start but not enrol', () => {
    const owner = user('group:default/team-payments');
    expect(
      builtInCheckAllows(secretStartPermission, owner, facts, settings),
    ).toBe(true);
    expect(
      builtInCheckAllows(secretEnrolPermission, owner, facts, settings),
    ).toBe(false);
  });

  it('does not let someone enrol who wrote themselves into spec.owner', () => {
    const owned = { ...facts, owner: 'user:default/ada' };
    expect(
      builtInCheckAllows(secretEnrolPermission, user(), owned, settings),
    ).toBe(false);
  });

  it('lets services do only what the operator named for them', () => {
    const start = secretStartPermission;
    expect(
      builtInCheckAllows(secretReadPermission, service(), facts, settings),
    ).toBe(true);
    expect(builtInCheckAllows(start, service(), facts, settings)).toBe(false);
    expect(
      builtInCheckAllows(start, service(start.name), facts, settings),
    ).toBe(true);
    expect(
      builtInCheckAllows(
        secretEnrolPermission,
        service(start.name),
        facts,
        settings,
      ),
    ).toBe(false);
  });

  it('takes the word of whom a task names, and of nobody else', () => {
    const task = { ...facts, assignee: 'group:default/team-print' };
    const may = (principal: Principal) =>
      builtInCheckAllows(secretCompletePermission, principal, task, {
        ...settings,
        ownerCheck: false,
      });
    expect(may(user('group:default/team-print'))).toBe(true);
    expect(may(user('group:default/team-payments'))).toBe(false);
    expect(may(user('group:default/platform'))).toBe(false);
    expect(may(service(secretCompletePermission.name))).toBe(false);
  });

  it('binds services also where it is off for users', () => {
    const off = { ...settings, ownerCheck: false };
    const start = secretStartPermission;
    expect(builtInCheckAllows(start, user(), facts, off)).toBe(true);
    expect(builtInCheckAllows(start, service(), facts, off)).toBe(false);
  });
});

describe('the authorisation', () => {
  it('reads what the operator named from the access restrictions of the token', async () => {
    const { authorization } = startApi();
    const named = mockCredentials.service('external:ci', {
      permissionNames: ['secret-rotation.secret.start'],
    });
    const unnamed = mockCredentials.service('external:ci', {
      permissionAttributes: { action: ['update'] },
    });
    await expect(
      authorization.authorize(named, secretStartPermission, facts),
    ).resolves.toBeUndefined();
    await expect(
      authorization.authorize(unnamed, secretStartPermission, facts),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(
      authorization.authorize(named, secretEnrolPermission, facts),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
  });

  it('turns away credentials that nobody stands behind', async () => {
    const { authorization } = startApi();
    const nobody = mockCredentials.none();
    await expect(
      authorization.authorize(nobody, secretReadPermission, facts),
    ).rejects.toMatchObject({ name: 'AuthenticationError' });
    await expect(authorization.scopeFor(nobody)).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
  });

  it('says for several secrets at once which actions are permitted', async () => {
    const { authorization, permissions } = startApi();
    const owner = mockCredentials.user('user:default/owner');
    const others = { ...facts, owner: 'group:default/team-orders' };
    const [mine, theirs] = await authorization.permitted(owner, [
      facts,
      others,
    ]);
    expect([...mine]).toEqual([
      'plan',
      'start',
      'complete',
      'adopt',
      'retry',
      'recheck',
      'rollback',
      'cancel',
    ]);
    expect([...theirs]).toEqual([]);
    expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
  });
});
