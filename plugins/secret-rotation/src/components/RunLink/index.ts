export { RunLink, useRunPath } from './RunLink';
