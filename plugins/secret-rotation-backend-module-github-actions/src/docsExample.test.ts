import { readShownConsumer } from '@keyturn/dev-peers/docs';
import { consumerOf, NEW, TestGitHub } from './__testUtils__/TestGitHub';

jest.setTimeout(60_000);

let world: TestGitHub;
beforeEach(async () => {
  world = await TestGitHub.start();
});
afterEach(() => world.stop());

it('delivers with the entry and the annotation that the page shows', async () => {
  const { entry, annotations } = await readShownConsumer('github-actions');
  const adapter = world.adapter({
    ...entry,
    token: world.api.token,
  });
  const consumer = { ...consumerOf(), annotations };
  await world.deliver(adapter, NEW, undefined, consumer);
  world.pass();
  world.api.addRun('acme/checkout', {
    workflow: 'deploy.yml',
    branch: 'main',
    conclusion: 'success',
  });
  const seen = await world.observe(adapter);
  expect(
    seen.map(({ id, strength, version }) => [id, strength, version]),
  ).toEqual([
    ['acme/checkout DB_PASSWORD', 'claimed', NEW],
    ['acme/checkout production DB_PASSWORD', 'claimed', NEW],
  ]);
});
