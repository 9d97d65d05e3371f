export { accessKeyClient } from './accessKeyClient';
