export { serviceAccountClient } from './serviceAccountClient';
