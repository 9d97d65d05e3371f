import { readShownConsumer } from '@keyturn/dev-peers/docs';
import { CHECKOUT, NEW, TestFunctions } from './__testUtils__/TestFunctions';

let world: TestFunctions;
beforeEach(async () => {
  world = await TestFunctions.start();
});
afterEach(() => world.stop());

it('rotates with the entry and the annotation that the page shows', async () => {
  const { entry, annotations } = await readShownConsumer('aws-lambda');
  const adapter = world.adapter({
    functions: undefined,
    ...entry,
  });
  for (const name of ['payments-checkout', 'payments-refunds'])
    world.release(name);
  world.current = NEW;
  const consumer = { ...CHECKOUT, annotations };
  expect(await world.reload(adapter, NEW, consumer)).toEqual({ told: 2 });
  world.drain();
  const seen = await world.observe(adapter, consumer);
  expect(
    seen.map(({ id, strength, version }) => [id, strength, version]),
  ).toEqual([
    ['payments-checkout:live', 'claimed', NEW],
    ['payments-refunds:live', 'claimed', NEW],
  ]);
});
