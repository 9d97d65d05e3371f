import assert from 'node:assert/strict';
import type { EffectContext, ProbeAnswer } from '../../contracts/effect';
import type { ManualTask } from '../../contracts/ManualRotator';
import type { SecretValue } from '../../SecretValue';
import { expectNoTextIn } from '../cases/printed';
import type { ByHand, ManualRotatorPeer, ManualRotatorWorld } from './world';

/** Where the kit's secret lies. */
const PATH = 'payments/partner';

/** One case's secret. */
export class ManualScene {
  readonly world: ManualRotatorWorld;
  readonly declaration: ManualRotatorPeer['declaration'];
  readonly options: unknown;

  constructor(world: ManualRotatorWorld, peer: ManualRotatorPeer) {
    this.world = world;
    this.declaration = peer.declaration;
    this.options = world.rotator.parseOptions(world.options);
  }

  /** @throws AssertionError where the world cannot ask the other side */
  get byHand(): ByHand {
    assert.ok(
      this.world.byHand,
      'The world has no byHand: give it one, or name an exemption',
    );
    return this.world.byHand;
  }

  task(step: 'activate' | 'revoke'): ManualTask {
    const { options, world } = this;
    return world.rotator.task({ options, path: PATH, step });
  }

  async preflight(current: SecretValue, context = inTime()) {
    const { options, world } = this;
    const accounts = world.rotator.chooseAccounts(options, current);
    return world.rotator.preflight({ options, accounts, current }, context);
  }

  async answers(
    value: SecretValue,
    context = inTime(),
  ): Promise<ProbeAnswer[]> {
    const { options, world } = this;
    const probes = await world.rotator.probe({ options, value }, context);
    return probes.map(({ answer }) => answer);
  }

  async expectAnswer(value: SecretValue, answer: ProbeAnswer): Promise<void> {
    const given = await this.answers(value);
    assert.deepEqual([...new Set(given)], [answer]);
  }

  /** Expects that nothing printable of something shows a secret text. */
  expectNoValueIn(something: unknown, ...values: SecretValue[]): void {
    expectNoTextIn(
      something,
      [this.world.current, ...values].flatMap(value =>
        value.secretFieldNames.map(name => value.reveal(name)),
      ),
    );
  }
}

/** A context that no deadline ends. */
export function inTime(): EffectContext {
  return { signal: new AbortController().signal };
}
