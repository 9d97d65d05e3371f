import { login, NEW, OLD, unlessExempt, using, type Scene } from './scene';
import type { ConsumerConformanceOptions } from './world';

/** Tests what an adapter reports of the instances. */
export function testObservation(
  begin: () => Scene,
  { exempt = {} }: ConsumerConformanceOptions,
): void {
  describe('observe', () => {
    it('reports every instance by its own id, with its health', async () => {
      const scene = begin();
      await scene.first.setHealth('ill');
      const { instances, source } = await scene.observe();
      expect(source).not.toBe('');
      expect(new Map(instances.map(({ id, health }) => [id, health]))).toEqual(
        new Map(
          scene.world.instances.map(({ id }, index) => [
            id,
            index === 0 ? 'ill' : 'healthy',
          ]),
        ),
      );
    });

    it('reports a silent instance too, proving nothing and unreachable', async () => {
      const scene = begin();
      await scene.second.setManner('unreachable');
      expect(await scene.observeFinding('unreachable')).toEqual([
        expect.objectContaining({ strength: 'none', health: 'unknown' }),
      ]);
    });

    it('gives up by itself on an instance that hangs', async () => {
      const scene = begin();
      await scene.second.setManner('hangs');
      expect(await scene.observeFinding('unreachable')).toHaveLength(1);
    });

    it('finds wrong-path when the instance uses another path', async () => {
      const scene = begin();
      await scene.first.setUse({ ...using(NEW), path: 'other/path' });
      expect(await scene.observeFirst()).toMatchObject({
        strength: 'none',
        finding: 'wrong-path',
      });
    });

    it('changes nothing', async () => {
      const scene = begin();
      const writes = () =>
        Promise.all(scene.world.instances.map(each => each.writes()));
      const before = await writes();
      await scene.observe();
      await scene.observe();
      expect(await writes()).toEqual(before);
    });

    unlessExempt(
      exempt.proves,
      'proves each instance by its own value',
      async () => {
        const scene = begin();
        await scene.first.setUse(using(NEW));
        const { instances } = await scene.observe();
        const byId = new Map(instances.map(each => [each.id, each]));
        scene.world.instances.forEach(({ id }, index) =>
          expect(byId.get(id)).toMatchObject({
            strength: 'proven',
            version: index === 0 ? NEW : OLD,
          }),
        );
      },
    );

    unlessExempt(
      exempt.proves,
      'takes the version whose value is proven over the named one',
      async () => {
        const scene = begin();
        await scene.first.setUse({ ...using(OLD), version: NEW });
        expect(await scene.observeFirst()).toMatchObject({
          strength: 'proven',
          version: OLD,
        });
      },
    );

    unlessExempt(
      exempt.proves,
      'takes a wrong proof as none and finds stale-cache',
      async () => {
        const scene = begin();
        await scene.first.setUse({
          ...using(NEW),
          value: login('payments_b', 'a-password-nobody-knows'),
        });
        expect(await scene.observeFirst()).toMatchObject({
          strength: 'none',
          finding: 'stale-cache',
        });
      },
    );

    unlessExempt(
      exempt.claims,
      'takes a bare version as a claim, no more',
      async () => {
        const scene = begin();
        await scene.first.setUse({ ...using(NEW), shows: 'word' });
        expect(await scene.observeFirst()).toMatchObject({
          strength: 'claimed',
          version: NEW,
        });
      },
    );

    unlessExempt(
      exempt['permission-denied'],
      'finds permission-denied when an instance refuses the credential',
      async () => {
        const scene = begin();
        await scene.first.setManner('denies');
        expect(await scene.observeFinding('permission-denied')).toEqual([
          expect.objectContaining({ strength: 'none' }),
        ]);
      },
    );

    unlessExempt(
      exempt['bad-format'],
      'finds bad-format when an answer has the wrong shape',
      async () => {
        const scene = begin();
        await scene.first.setManner('babbles');
        expect(await scene.observeFinding('bad-format')).toEqual([
          expect.objectContaining({ strength: 'none' }),
        ]);
      },
    );

    unlessExempt(exempt.bounded, 'reads no endless answer', async () => {
      const scene = begin();
      await scene.first.setManner('floods');
      const { instances } = await scene.observe();
      expect(instances).toHaveLength(scene.world.instances.length);
      expect(instances.filter(({ strength }) => strength === 'none')).toEqual([
        expect.objectContaining({ finding: expect.any(String) }),
      ]);
    });
  });
}
