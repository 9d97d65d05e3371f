export { AgeBar } from './AgeBar';
export { drawAge } from './age';
export { useAgeText } from './useAgeText';
