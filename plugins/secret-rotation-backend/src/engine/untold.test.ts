import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user', ref: 'user:default/ana' } } as const;
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'a rotation where nobody can be asked what is accepted, on %s',
  id => {
    async function create() {
      const world = await RotationWorld.create(databases, id);
      Object.assign(world.target, { probing: 'none' });
      const probes = jest.spyOn(world.target, 'probe');
      return { world, probes };
    }

    it('goes by what consumers attest, and calls no refusal proven', async () => {
      const { world, probes } = await create();
      const over = await world.drain(await world.start());
      expect(over.run.state).toBe('succeeded');
      expect(over.run.result).toContain('not proven');
      const evidence = over.steps.flatMap(step => step.evidence).join('\n');
      expect(evidence).toContain('that is not proven');
      expect(evidence).not.toContain('is refused at');
      expect(over.versions.map(({ state }) => state)).toEqual([
        'destroyed',
        'current',
      ]);
      expect(probes).not.toHaveBeenCalled();
    });

    it('revokes nothing while one consumer has not attested', async () => {
      const { world } = await create();
      world.consumers.service('checkout', world.path).isDeaf = true;
      const revokes = jest.spyOn(world.target, 'revoke');
      const run = await world.start();
      const asked = await world.drain(run);
      expect(asked.run).toMatchObject({ state: 'blocked', step: 'verify' });
      expect(revokes).not.toHaveBeenCalled();
      await world.service.rollbackRun(run, ANA, 'it is deaf');
      const back = await world.drain(run);
      expect(back.run.state).toBe('rolled-back');
    });

    it('keeps a version as it is that goes on being accepted until the next rotation', async () => {
      const { world } = await create();
      jest
        .spyOn(world.target, 'revoke')
        .mockResolvedValueOnce({ endedSessions: 0, staysAccepted: true });
      const over = await world.drain(await world.start());
      expect(over.run.state).toBe('succeeded');
      expect(over.versions.map(({ state }) => state)).toEqual([
        'previous',
        'current',
      ]);
      const next = await world.drain(await world.start());
      expect(next.versions.map(({ state }) => state)).toEqual([
        'destroyed',
        'destroyed',
        'current',
      ]);
    });

    it('destroys a version that goes on being accepted where the one that stays has what is needed of it', async () => {
      const { world } = await create();
      jest.spyOn(world.target, 'revoke').mockResolvedValueOnce({
        endedSessions: 0,
        staysAccepted: true,
        mayBeDestroyed: true,
      });
      const over = await world.drain(await world.start());
      expect(over.versions.map(({ state }) => state)).toEqual([
        'destroyed',
        'current',
      ]);
      const evidence = over.steps.flatMap(step => step.evidence).join('\n');
      expect(evidence).toContain('goes on being accepted until the next');
    });
  },
);
