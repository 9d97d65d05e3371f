export { StartButton } from './StartButton';
