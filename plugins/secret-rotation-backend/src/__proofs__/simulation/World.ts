import type { Policy } from '../../configuration';
import { Agenda } from './Agenda';
import { Disturbances } from './Disturbances';
import type { Guards } from '../guards';
import { Network } from './Network';
import { Oracle } from './Oracle';
import { Persons } from './Persons';
import { Portal } from './Portal';
import { Randomness } from './Randomness';
import { Replicas } from './Replicas';
import type { SimulatedDatabase } from './SimulatedDatabase';
import { SimulatedLedger } from './SimulatedLedger';
import { Site } from './Site';
import { Story } from './Story';

const START = Date.UTC(2026, 10, 22, 12);

/** What a world is made from. */
export interface Seed {
  readonly seed: number;
  readonly database: SimulatedDatabase;
  readonly guards: Guards;
  /** Whether the story is kept. */
  readonly tells: boolean;
}

/** One secret, two or three replicas and everything outside, all made from one seed. */
export class World {
  readonly seed: Seed;
  readonly random: Randomness;
  readonly agenda = new Agenda(START);
  readonly story: Story;
  readonly oracle: Oracle;
  readonly network: Network;
  readonly site: Site;
  readonly disturbances: Disturbances;
  readonly policy: Policy;

  constructor(seed: Seed) {
    this.seed = seed;
    const { agenda } = this;
    const random = new Randomness(seed.seed);
    const story = new Story(agenda, seed.tells);
    const network = new Network(agenda, random, story);
    const oracle = new Oracle(story);
    const site = new Site(agenda, random, network, oracle);
    site.store.comparesAndSets = seed.guards.comparesAndSets;
    site.target.comparesFences = seed.guards.comparesFences;
    oracle.watch(site);
    site.furnish();
    this.random = random;
    this.story = story;
    this.network = network;
    this.oracle = oracle;
    this.site = site;
    this.disturbances = new Disturbances({
      site,
      agenda,
      random,
      story,
      isRevoking: () => oracle.records.open?.step === 'revoke',
    });
    const consumers = random.between(1, 3);
    for (let each = 0; each < consumers; each += 1)
      this.disturbances.addConsumer();
    this.policy = {
      name: 'database',
      everyMs: 24 * 3_600_000,
      overlapMs: random.pick([0, 0, 10_000, 60_000]),
      soakMs: random.pick([0, 0, 10_000]),
      firstRotation: 'when-due',
      verifyDeadlineMs: 120_000,
      onUnhealthy: random.pick(['hold', 'rollback'] as const),
    };
  }

  /** The ledger with its secret, the processes on it, and who uses them. */
  async inhabit(): Promise<{ replicas: Replicas; persons: Persons }> {
    const { agenda, random, story, oracle, network, site, policy } = this;
    const { database, guards } = this.seed;
    const { records } = oracle;
    await database.empty();
    const portal = await Portal.open({
      database,
      agenda,
      records,
      story,
      policy,
      configuration: site.configuration(policy),
    });
    const replicas = new Replicas(
      {
        agenda,
        random,
        story,
        rules: guards.rules,
        crashShare: () => network.mood.crash,
        ledgerOf: process =>
          new SimulatedLedger(
            {
              knex: database.knex,
              network,
              watch: records,
              comparesEpochs: guards.comparesEpochs,
            },
            process,
          ),
        configurationOf: process => site.configurationFor(process, policy),
        consumerSourceOf: process => ({
          read: ({ id }) => site.consumersFor(process, id),
        }),
      },
      random.between(2, 3),
    );
    const persons = new Persons({
      portal,
      agenda,
      random,
      latest: () => records.latest,
    });
    return { replicas, persons };
  }
}
