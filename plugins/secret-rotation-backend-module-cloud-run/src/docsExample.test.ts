import { readShownConsumer } from '@keyturn/dev-peers/docs';
import {
  CHECKOUT,
  NEW,
  OLD,
  template,
  TestServices,
} from './__testUtils__/TestServices';

let world: TestServices;
beforeEach(async () => {
  world = await TestServices.start();
});
afterEach(() => world.stop());

it('rotates with the entry and the annotation that the page shows', async () => {
  const { entry, annotations } = await readShownConsumer('cloud-run');
  const adapter = world.adapter({
    services: undefined,
    ...entry,
  });
  for (const name of ['payments-checkout', 'payments-refunds'])
    world.create(template(OLD), name);
  const consumer = { ...CHECKOUT, annotations };
  expect(await world.reload(adapter, NEW, consumer)).toEqual({ told: 2 });
  world.drain();
  const seen = await world.observe(adapter, consumer);
  expect(
    seen.map(({ id, strength, version }) => [id, strength, version]),
  ).toEqual([
    ['payments-checkout', 'claimed', NEW],
    ['payments-refunds', 'claimed', NEW],
  ]);
});
