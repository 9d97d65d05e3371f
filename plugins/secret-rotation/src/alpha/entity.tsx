import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';

const ON_SECRETS = { kind: 'resource', 'spec.type': 'secret' };

/** "Rotation" on the overview of a secret. @internal */
export const rotationCard = EntityCardBlueprint.make({
  name: 'rotation',
  params: {
    type: 'content',
    filter: ON_SECRETS,
    loader: () =>
      import('../components/RotationCard').then(m => <m.RotationCard />),
  },
});

/** "Secrets" on the overview of a component: what it depends on, worst first. @internal */
export const secretsCard = EntityCardBlueprint.make({
  name: 'secrets',
  params: {
    type: 'content',
    filter: { kind: 'component' },
    loader: () =>
      import('../components/SecretsCard').then(m => <m.SecretsCard />),
  },
});

/** The tab "Rotation" of a secret. @internal */
export const rotationContent = EntityContentBlueprint.make({
  name: 'rotation',
  params: {
    path: '/rotation',
    title: 'Rotation',
    filter: ON_SECRETS,
    loader: () =>
      import('../components/RotationTab').then(m => <m.RotationTab />),
  },
});
