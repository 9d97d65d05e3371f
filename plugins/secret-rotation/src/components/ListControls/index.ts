export { Choice } from './Choice';
export { EmptyList } from './EmptyList';
export { FilterBar } from './FilterBar';
export { ListPages } from './ListPages';
export { NoMatch } from './NoMatch';
export { default as listStyles } from './ListControls.module.css';
