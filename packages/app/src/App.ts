import { createApp } from '@backstage/frontend-defaults';
import { features } from './features';

/** The example Backstage app. */
export const app = createApp({ features });
