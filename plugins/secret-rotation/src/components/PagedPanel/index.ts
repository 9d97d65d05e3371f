export { PagedPanel } from './PagedPanel';
