import { randomBytes } from 'node:crypto';
import { startWebhookReceiver } from '@keyturn/dev-peers/webhook';
import type { TargetKind } from '../contracts';
import { CredentialWatch } from './CredentialWatch';

/** A random value that senders of messages share with their receiver, who reads it from the store too. */
export const opaque: TargetKind = {
  name: 'opaque shared value',
  traits: { issues: 'chosen', overlap: 'single', accounts: 'one' },
  standIn: 'a receiver of ours',
  failpoints: 'rotator',
  missing: () => undefined,

  start: async ({ store }) => {
    const value = randomBytes(32).toString('base64url');
    const receiver = await startWebhookReceiver(store);
    let hasTaken = false;
    const watch = await CredentialWatch.start(async () => {
      try {
        const taken = await receiver.takes();
        hasTaken = true;
        return [{ id: taken, account: taken }];
      } catch (error) {
        // Before the world has put the first value into the store, there is none.
        if (!hasTaken) return [];
        throw error;
      }
    });
    return {
      entry: { kind: 'opaque' },
      allow: ['webhook'],
      options: { name: 'webhook' },
      firstValue: { value },
      endpoints: [{ kind: 'webhook', url: receiver.url }],
      // There is one value at a time: that the one before it is gone is no effect of its own.
      effects: async () =>
        (await watch.effects()).filter(({ kind }) => kind === 'activated'),
      server: {
        stop: async () => {
          await watch.stop();
          await receiver.stop();
        },
      },
    };
  },
};
