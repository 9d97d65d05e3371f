import {
  NEW,
  OLD,
  REPOSITORY,
  PATH,
  TestGitHub,
} from './__testUtils__/TestGitHub';

jest.setTimeout(60_000);

const RUN = { workflow: 'deploy.yml', branch: 'main' } as const;
const ATTESTED = {
  secrets: [{ paths: [PATH], name: 'DB_PASSWORD', attest: RUN }],
};

let world: TestGitHub;
beforeEach(async () => {
  world = await TestGitHub.start();
});
afterEach(() => world.stop());

describe('without a workflow', () => {
  it("claims the delivered version, since GitHub's own time of writing", async () => {
    const adapter = world.adapter();
    const written = new Date(world.at);
    await world.deliver(adapter);
    world.pass(60);
    expect(await world.observe(adapter)).toEqual([
      {
        id: `${REPOSITORY} DB_PASSWORD`,
        health: 'healthy',
        strength: 'claimed',
        version: NEW,
        since: written,
      },
    ]);
  });

  it('claims nothing before a delivery, and nothing that somebody wrote since', async () => {
    const adapter = world.adapter();
    const [before] = await world.observe(adapter);
    expect(before).toMatchObject({ strength: 'none', finding: 'wrong-path' });
    world.api.setSecret(REPOSITORY, 'DB_PASSWORD', 'by hand');
    const [unknown] = await world.observe(adapter);
    expect(unknown).toMatchObject({
      strength: 'none',
      finding: 'not-reloaded',
    });
    await world.deliver(adapter, OLD);
    world.pass();
    world.api.setSecret(REPOSITORY, 'DB_PASSWORD', 'by hand');
    const [after] = await world.observe(adapter);
    expect(after).toMatchObject({ strength: 'none', finding: 'stale-cache' });
    expect(after.version).toBeUndefined();
  });

  it('is ill while its repository is archived', async () => {
    const adapter = world.adapter();
    await world.deliver(adapter);
    world.api.setRepository(REPOSITORY, { isArchived: true });
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ health: 'ill' }),
    ]);
  });
});

describe('with a workflow that attests', () => {
  it('claims a version when a run that came after it went well, and names the run', async () => {
    const adapter = world.adapter(ATTESTED);
    world.api.addRun(REPOSITORY, { ...RUN, conclusion: 'success' });
    await world.deliver(adapter);
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ strength: 'none', finding: 'not-reloaded' }),
    ]);
    world.pass();
    const started = new Date(world.at);
    world.api.addRun(REPOSITORY, { ...RUN, conclusion: 'success' });
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({
        strength: 'claimed',
        version: NEW,
        startedAt: started,
        revision: 'run 1001',
        health: 'healthy',
      }),
    ]);
  });

  it('is ill after a run that failed, and well after the next', async () => {
    const adapter = world.adapter(ATTESTED);
    await world.deliver(adapter);
    world.pass();
    world.api.addRun(REPOSITORY, { ...RUN, conclusion: 'failure' });
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ health: 'ill', strength: 'none' }),
    ]);
    world.pass();
    world.api.addRun(REPOSITORY, { ...RUN, conclusion: 'success' });
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ health: 'healthy', strength: 'claimed' }),
    ]);
  });

  it.each([
    ['was cancelled', { conclusion: 'cancelled' }],
    ['is of another branch', { branch: 'feature' }],
    ['is of another workflow', { workflow: 'lint.yml' }],
    ['is of a pull request', { event: 'pull_request' }],
    ['is of a fork', { from: 'evil/checkout' }],
  ] as const)('counts no run that %s', async (_what, other) => {
    const adapter = world.adapter(ATTESTED);
    await world.deliver(adapter);
    world.pass();
    world.api.addRun(REPOSITORY, { ...RUN, conclusion: 'success', ...other });
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ strength: 'none', finding: 'not-reloaded' }),
    ]);
  });
});
