import type {
  RunDetail,
  SecretRotationClient,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  makeTemporaryWorld,
  removeTemporaryWorld,
} from '@keyturn/dev-peers/world';
import { eventually } from '../replicas/world/eventually';
import { SCENARIOS } from './scenarios';
import { Site, type Breakage } from './world/Site';
import { BEN, OWNER, SECRET, startPortal } from './world/startPortal';
import { startServers, type Servers } from './world/startServers';
import { watchLogin } from './world/watchLogin';

jest.setTimeout(300_000);

/** A machine may be busy with other tests. */
const PATIENCE_MS = 200_000;

const siteName = (index: number) => `site${index}`;
const REPAIRED = siteName(SCENARIOS.length);

describe('a broken consumer', () => {
  let folder: string;
  let servers: Servers;
  const ends: Array<() => Promise<void>> = [];
  beforeAll(async () => {
    folder = await makeTemporaryWorld();
    const names = [...SCENARIOS.keys()].map(siteName);
    servers = await startServers(
      folder,
      [...names, REPAIRED].flatMap(name => Site.loginsOf(name)),
    );
  }, 120_000);
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  afterAll(async () => {
    await servers?.stop();
    await removeTemporaryWorld(folder);
  });

  async function start(name: string, breakage: Breakage) {
    const site = await Site.start(servers, name, breakage);
    ends.push(() => site.stop());
    const { api, stop } = await startPortal(servers, site, breakage.service);
    ends.push(stop);
    await eventually('the secret is enrolled', async () => {
      const { items } = await api.listSecrets();
      return items.some(({ binding }) => binding === 'enrolled');
    });
    const old = await site.stored();
    const watch = watchLogin(() => site.login(old));
    ends.push(watch.stop);
    const { id } = await api.startRun(SECRET, { reason: 'It is time' });
    return { site, api, id, old, watch };
  }

  const revokedOf = (site: Site) =>
    servers.revoked().filter(account => site.logins.includes(account));

  it.each(SCENARIOS.map((scenario, index) => ({ ...scenario, index })))(
    'that is $name is diagnosed as $finding, its owner is asked, and nothing is revoked until it is mended',
    async ({ index, finding, told, ...breakage }) => {
      const { site, api, id, old, watch } = await start(
        siteName(index),
        breakage,
      );
      const asked = await askedAgainUntil(
        api,
        id,
        run => run.consumers[0]?.finding === finding,
      );
      expect(asked.turn).toMatchObject({ who: 'person', owner: OWNER });
      const { question } = asked.turn;
      expect(question).toContain(`${breakage.service} (${finding})`);
      for (const words of told) expect(question).toMatch(words);
      expect(question).toContain('Both versions work');

      // Bounded: it is told again as often as the configuration allows, not more.
      expect(asked.consumers[0].repairs).toBeLessThanOrEqual(2);
      await watch.stop();
      expect(watch.answers).toContain('accepted');
      expect(watch.answers).not.toContain('refused');
      expect(revokedOf(site)).toEqual([]);
      expect(await site.login(await site.stored())).toBe('accepted');

      await site.mend();
      const over = await askedAgainUntil(
        api,
        id,
        ({ closedAt }) => closedAt !== undefined,
      );
      expect(over.state).toBe('succeeded');
      expect(revokedOf(site)).toEqual([old.username]);
      expect(await site.login(old)).toBe('refused');
    },
  );

  it('that missed a word is told again, and nobody is asked', async () => {
    const { site, api, id, old } = await start(REPAIRED, {
      service: 'checkout',
      replicas: 1,
      fault: 'misses-first-word',
    });
    const over = await askedAgainUntil(
      api,
      id,
      ({ closedAt }) => closedAt !== undefined,
    );
    expect(over.state).toBe('succeeded');
    expect(over.consumers[0].repairs).toBeGreaterThan(0);
    expect(revokedOf(site)).toEqual([old.username]);
  });
});

/** Waits for a run to be as it should. A person who is asked before that looks at it again. */
function askedAgainUntil(
  api: SecretRotationClient,
  id: number,
  isSo: (run: RunDetail) => boolean,
): Promise<RunDetail> {
  return eventually(
    `R-${id} is as it should be`,
    async () => {
      const run = await api.getRun(id);
      const isAtRest = run.closedAt !== undefined || run.state === 'blocked';
      if (!isAtRest || isSo(run)) return isAtRest && run;
      if (run.closedAt === undefined)
        await api.recheckRun(id, `${BEN} looks again`);
      return undefined;
    },
    PATIENCE_MS,
  );
}
