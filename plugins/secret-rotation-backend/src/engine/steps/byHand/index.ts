import { awaitVersion } from '../delegated';

export { askForRefusal } from './askForRefusal';
export { askForVersion } from './askForVersion';
export { askToConfirm, confirmedUse } from './askToConfirm';

/** Waits until the person’s version is current and accepted, as far as anybody can be asked. */
export const awaitWritten = awaitVersion('A person');
