import {
  GROUP,
  NAME,
  NEW,
  OLD,
  PROJECT,
  TestGitLab,
  VALUES,
} from './__testUtils__/TestGitLab';

jest.setTimeout(60_000);

const JOB = { name: 'deploy', ref: 'main' } as const;
const ATTEST = { attest: { job: 'deploy', branch: 'main' } };

let world: TestGitLab;
beforeEach(async () => {
  world = await TestGitLab.start();
});
afterEach(() => world.stop());

const none = (finding: string) => [
  expect.objectContaining({ strength: 'none', finding }),
];
const change = (changed: object) =>
  world.api.setVariable(PROJECT, { key: NAME, ...changed });

describe('where GitLab shows the value', () => {
  it('claims the version whose value is there, since the end of the second in which it was written', async () => {
    const adapter = world.adapter();
    const written = world.at;
    await world.deliver(adapter);
    world.pass(60);
    expect(await world.observe(adapter)).toEqual([
      {
        id: `${PROJECT} ${NAME}`,
        health: 'healthy',
        strength: 'claimed',
        version: NEW,
        since: new Date(written + 1_000),
      },
    ]);
  });

  it('believes the value and not the mark', async () => {
    const adapter = world.adapter();
    await world.deliver(adapter);
    change({ value: VALUES.get(OLD)?.reveal('password') });
    const [shown] = await world.observe(adapter);
    expect(shown).toMatchObject({ strength: 'claimed', version: OLD });
    expect(shown.since).toBeUndefined();
  });

  it('claims nothing before a delivery, nor what somebody else wrote since', async () => {
    const adapter = world.adapter();
    expect(await world.observe(adapter)).toEqual(none('wrong-path'));
    change({ value: 'by hand' });
    expect(await world.observe(adapter)).toEqual(none('not-reloaded'));
    await world.deliver(adapter);
    change({ value: 'by hand' });
    expect(await world.observe(adapter)).toEqual(none('stale-cache'));
  });

  it('claims nothing of a value that jobs get expanded', async () => {
    const adapter = world.adapter();
    await world.deliver(adapter);
    change({ masked: false, raw: false });
    expect(await world.observe(adapter)).toEqual(none('bad-format'));
  });
});

describe('where GitLab hides the value', () => {
  it('claims what the mark says, and nothing before the write was seen to be done', async () => {
    const adapter = world.withRule({ hidden: true });
    world.api.setManner('PUT ', 'unreachable');
    await expect(world.deliver(adapter)).rejects.toThrow('GitLab');
    expect(await world.observe(adapter)).toEqual(none('stale-cache'));
    world.api.setManner('PUT ', 'answers');
    await world.deliver(adapter);
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ strength: 'claimed', version: NEW }),
    ]);
  });
});

it("claims nothing of a group's variable that one of the project hides, of whatever scope", async () => {
  const adapter = world.withRule({ group: GROUP });
  await world.deliver(adapter);
  expect(await world.observe(adapter)).toEqual([
    expect.objectContaining({ strength: 'claimed', version: NEW }),
  ]);
  for (const environment_scope of ['production', 'staging']) {
    change({ value: 'x', environment_scope });
    expect(await world.observe(adapter)).toEqual(none('wrong-path'));
  }
});

it('is ill while its project is archived', async () => {
  const adapter = world.adapter();
  await world.deliver(adapter);
  world.api.setProject(PROJECT, { isArchived: true });
  expect(await world.observe(adapter)).toEqual([
    expect.objectContaining({ health: 'ill' }),
  ]);
});

describe('with a job that attests', () => {
  it('claims a version when a job that began after the write went well, and names the job', async () => {
    const adapter = world.withRule(ATTEST);
    world.api.addJob(PROJECT, { ...JOB, status: 'success' });
    await world.deliver(adapter);
    // It begins in the second of the write: maybe before it.
    world.api.addJob(PROJECT, { ...JOB, status: 'success' });
    expect(await world.observe(adapter)).toEqual(none('not-reloaded'));
    world.pass();
    const started = new Date(world.at);
    world.api.addJob(PROJECT, { ...JOB, status: 'success' });
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({
        strength: 'claimed',
        version: NEW,
        startedAt: started,
        revision: 'job 1002',
        health: 'healthy',
      }),
    ]);
  });

  it('is ill after a job that failed, and well after the next', async () => {
    const adapter = world.withRule(ATTEST);
    await world.deliver(adapter);
    world.pass();
    world.api.addJob(PROJECT, { ...JOB, status: 'failed' });
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ health: 'ill', strength: 'none' }),
    ]);
    world.pass();
    world.api.addJob(PROJECT, { ...JOB, status: 'success' });
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ health: 'healthy', strength: 'claimed' }),
    ]);
  });

  it('is found behind many other jobs', async () => {
    const adapter = world.withRule(ATTEST);
    await world.deliver(adapter);
    world.pass();
    world.api.addJob(PROJECT, { ...JOB, status: 'success' });
    for (let each = 0; each < 250; each += 1)
      world.api.addJob(PROJECT, { ...JOB, name: 'lint', status: 'success' });
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ strength: 'claimed', version: NEW }),
    ]);
  });

  it.each([
    ['was cancelled', { status: 'canceled' }],
    ['has not ended', { status: 'running' }],
    ['is of another branch', { ref: 'feature' }],
    ['is of a tag', { tag: true }],
    ['has another name', { name: 'lint' }],
    ['is of a merge request', { source: 'merge_request_event' }],
  ] as const)('counts no job that %s', async (_what, other) => {
    const adapter = world.withRule(ATTEST);
    await world.deliver(adapter);
    world.pass();
    world.api.addJob(PROJECT, { ...JOB, status: 'success', ...other });
    expect(await world.observe(adapter)).toEqual(none('not-reloaded'));
  });
});
