export { StartButton } from './StartButton';
export { StartDialog } from './StartDialog';
