import './index.css';
import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { createApp } from '@backstage/frontend-defaults';
import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import ReactDOM from 'react-dom/client';
import secretRotationPlugin, { secretRotationApiRef } from '../src/alpha';
import { ENTITIES } from './entities';
import { SignedIn } from './SignedIn';
import { apiOfWorld } from './worlds';

const WORLD = 'keyturn-world';
const asked = new URLSearchParams(window.location.search).get('world');
if (asked) sessionStorage.setItem(WORLD, asked);
const world = sessionStorage.getItem(WORLD) ?? 'waiting';

const recordedBackend = createFrontendModule({
  pluginId: 'secret-rotation',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: secretRotationApiRef,
          deps: {},
          factory: () => apiOfWorld(world),
        }),
    }),
  ],
});

const recordedCatalog = createFrontendModule({
  pluginId: 'catalog',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: catalogApiRef,
          deps: {},
          factory: () => new InMemoryCatalogClient({ entities: ENTITIES }),
        }),
    }),
  ],
});

/** Signs in as an owner of the payments secrets, without asking. */
const signedIn = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: {
        loader: async () => SignedIn,
      },
    }),
  ],
});

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root"');
ReactDOM.createRoot(root).render(
  createApp({
    features: [
      catalogPlugin,
      recordedCatalog,
      secretRotationPlugin,
      recordedBackend,
      signedIn,
    ],
  }).createRoot(),
);
