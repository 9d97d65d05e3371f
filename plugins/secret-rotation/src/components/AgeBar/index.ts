export { AgeBar } from './AgeBar';
