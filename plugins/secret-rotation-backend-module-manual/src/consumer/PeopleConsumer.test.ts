import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { PeopleConsumer } from './PeopleConsumer';
import { readPeopleConsumerSettings } from './settings';

const ENTRY = {
  kind: 'manual',
  instructions: 'Log in at the printer and paste the new password.',
  link: 'https://printers.example/network',
  assignee: 'group:default/team-print',
};

const read = (entry: object) =>
  readPeopleConsumerSettings({
    name: 'printers',
    config: new ConfigReader({ ...ENTRY, ...entry }),
  });

it('asks in the operator’s words, and claims nothing by itself', async () => {
  const consumer = new PeopleConsumer(read({}));
  const { instructions, link, assignee } = ENTRY;
  expect(consumer.confirmation).toEqual({ instructions, link, assignee });
  expect(await consumer.reload()).toEqual({ told: 0 });
  expect((await consumer.observe()).instances).toEqual([]);
});

it('leaves it to the consumer’s owner where the operator names nobody', () => {
  expect(read({ assignee: undefined }).assignee).toBeUndefined();
});

it.each([
  ['instructions', { instructions: undefined }],
  ['instructions', { instructions: ' ' }],
  ['link', { link: 'ftp://printers.example' }],
  ['link', { link: 'https://user:pass@printers.example' }],
  ['assignee', { assignee: 'ana' }],
])('refuses a wrong %s, naming the key and the fix: %j', (wrong, entry) => {
  const problem = (() => {
    try {
      return read(entry);
    } catch (error) {
      return error;
    }
  })();
  expect(problem).toBeInstanceOf(MisconfiguredError);
  expect(problem).toMatchObject({
    message: expect.stringContaining(
      `secretRotation.consumers.printers.${wrong}`,
    ),
    fix: expect.stringMatching(/./),
  });
});
