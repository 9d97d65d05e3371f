export { RotationCard } from './RotationCard';
