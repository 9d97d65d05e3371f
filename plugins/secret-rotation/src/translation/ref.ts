import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { dialogMessages } from './messages/dialogs';
import { overviewMessages } from './messages/overview';
import { runMessages } from './messages/run';
import { secretMessages } from './messages/secret';
import { stateMessages } from './messages/states';
import { unmanagedMessages } from './messages/unmanaged';

/**
 * Every text of the portal plugin, in English. Adopters translate or reword it with a translation resource.
 * @public
 */
export const secretRotationTranslationRef = createTranslationRef({
  id: 'secret-rotation',
  messages: {
    ...stateMessages,
    ...secretMessages,
    ...runMessages,
    ...dialogMessages,
    ...overviewMessages,
    ...unmanagedMessages,
  },
});
