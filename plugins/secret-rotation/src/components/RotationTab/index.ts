export { RotationTab } from './RotationTab';
