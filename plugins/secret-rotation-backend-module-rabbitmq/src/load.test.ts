import { setTimeout as delay } from 'node:timers/promises';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { RunningRabbitMq } from '@keyturn/dev-peers';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { at, createRabbitMqWorld } from './__testUtils__/rabbitMqWorld';
import { describeOnRabbitMq, withRabbitMq } from './__testUtils__/withRabbitMq';

jest.setTimeout(120_000);

/** A service that sends messages without a pause, on a connection that it keeps, and now and then on a fresh one. */
class Service {
  readonly failures: unknown[] = [];
  messages = 0;
  #runs = true;
  #line?: { connection: ChannelModel; channel: ConfirmChannel };
  readonly #server: RunningRabbitMq;
  #value: SecretValue;

  constructor(server: RunningRabbitMq, value: SecretValue) {
    this.#server = server;
    this.#value = value;
  }

  async run(): Promise<void> {
    while (this.#runs) {
      try {
        this.#line ??= await this.#open();
        await this.#send(this.#line.channel);
        if (this.messages % 10 === 0) {
          const fresh = await this.#open();
          await this.#send(fresh.channel);
          await fresh.connection.close();
        }
      } catch (error) {
        this.failures.push(error);
        this.#line = undefined;
      }
      await delay(2);
    }
    await this.#line?.connection.close();
  }

  /** Takes the new value: what comes next goes over a new connection, then the old one is closed. */
  async reload(value: SecretValue): Promise<void> {
    this.#value = value;
    const left = this.#line;
    this.#line = await this.#open();
    await left?.channel.waitForConfirms();
    await left?.connection.close();
  }

  stop(): void {
    this.#runs = false;
  }

  async #send(channel: ConfirmChannel): Promise<void> {
    channel.publish('', 'shop.orders', Buffer.from('order'));
    await channel.waitForConfirms();
    this.messages += 1;
  }

  async #open() {
    const connection = await connect({
      hostname: this.#server.host,
      port: this.#server.port,
      username: this.#value.reveal('username'),
      password: this.#value.reveal('password'),
    });
    connection.on('error', () => undefined); // shows in the next message
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    await channel.assertQueue('shop.orders', { maxLength: 10 });
    return { connection, channel };
  }
}

describeOnRabbitMq('a service under load', () => {
  const server = withRabbitMq();

  it('sees no failed message through a rotation', async () => {
    const world = await createRabbitMqWorld(server());
    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const value = rotator.generate({ options, account: accounts.new, current });
    const service = new Service(server(), current);
    const running = service.run();
    const sent = async (more: number) => {
      const target = service.messages + more;
      while (service.messages < target && service.failures.length === 0)
        await delay(5);
    };
    await sent(30);
    await rotator.activate({ options, accounts, value }, at(1, 1));
    await sent(30);
    await service.reload(value);
    await sent(30);
    const account = rotator.accounts(options)[0];
    // As verify does: revoke comes when nobody is on the old user any more.
    const left = () => rotator.sessions({ options, account }, at(1, 1));
    while ((await left()).length > 0) await sent(5);
    const { endedSessions } = await rotator.revoke(
      { options, account, keep: value },
      at(1, 1),
    );
    await sent(30);
    service.stop();
    await running;

    expect(service.failures).toEqual([]);
    expect(service.messages).toBeGreaterThanOrEqual(120);
    expect(endedSessions).toBe(0);
    const [{ answer }] = await rotator.probe(
      { options, value: current },
      at(1, 1),
    );
    expect(answer).toBe('rejected');
    await world.close();
  });
});
