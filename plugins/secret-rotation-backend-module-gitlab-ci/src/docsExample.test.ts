import { readShownConsumer } from '@keyturn/dev-peers/docs';
import {
  consumerOf,
  NEW,
  PROJECT,
  TestGitLab,
} from './__testUtils__/TestGitLab';

jest.setTimeout(60_000);

let world: TestGitLab;
beforeEach(async () => {
  world = await TestGitLab.start();
});
afterEach(() => world.stop());

it('delivers with the entry and the annotation that the page shows', async () => {
  const { entry, annotations } = await readShownConsumer('gitlab-ci');
  const adapter = world.adapter({
    ...entry,
    token: world.api.token,
  });
  const consumer = { ...consumerOf(), annotations };
  await world.deliver(adapter, NEW, undefined, consumer);
  world.pass();
  world.api.addJob(PROJECT, { name: 'deploy', ref: 'main', status: 'success' });
  const seen = await world.observe(adapter);
  expect(
    seen.map(({ id, strength, version }) => [id, strength, version]),
  ).toEqual([[`${PROJECT} production DB_PASSWORD`, 'claimed', NEW]]);
});
