import { screen } from '@testing-library/react';
import type { Entity } from '@backstage/catalog-model';
import { RecordedApi } from '../../__testUtils__/RecordedApi';
import { renderPortal } from '../../__testUtils__/renderPortal';
import { blockedRunAt } from '../../__testUtils__/runs';
import { listedAt } from '../../__testUtils__/secrets';
import { momentsFrom } from '../../__testUtils__/world';
import { SecretsCard } from './SecretsCard';

const at = momentsFrom(Date.now());

const CHECKOUT: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'checkout', namespace: 'default' },
  spec: { type: 'service' },
};

describe('SecretsCard', () => {
  it('shows the secrets of a component in the order of the backend, and the way to answer', async () => {
    const api = new RecordedApi({
      ofEntity: {
        items: listedAt(at, blockedRunAt(at)).slice(0, 2),
        hidden: 0,
      },
    });
    renderPortal(<SecretsCard />, { api, entity: CHECKOUT });

    expect(await screen.findByText('Blocked')).toBeInTheDocument();
    expect(await screen.findByText('Your turn.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Answer' })).toHaveAttribute(
      'href',
      '/catalog/default/resource/idp-signing/rotation',
    );
    expect(api.inputsOf('listEntitySecrets')[0][0]).toEqual({
      kind: 'component',
      namespace: 'default',
      name: 'checkout',
    });
  });

  it('counts the secrets that the reader may not see, without naming them', async () => {
    const api = new RecordedApi({ ofEntity: { items: [], hidden: 2 } });
    renderPortal(<SecretsCard />, { api, entity: CHECKOUT });

    expect(await screen.findByText('2 secrets hidden')).toBeInTheDocument();
    expect(screen.queryByText('No secrets yet.')).not.toBeInTheDocument();
  });

  it('says how a component gets its first secret', async () => {
    renderPortal(<SecretsCard />, {
      api: new RecordedApi(),
      entity: CHECKOUT,
    });

    expect(
      await screen.findByText(/checkout depends on no Resource of type secret/),
    ).toBeInTheDocument();
  });
});
