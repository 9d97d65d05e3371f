export { UnmanagedList } from './UnmanagedList';
