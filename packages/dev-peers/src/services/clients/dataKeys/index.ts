export { dataKeysClient } from './dataKeysClient';
