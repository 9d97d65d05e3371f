export { TurnStrip } from './TurnStrip';
export { TurnAvatar } from './TurnAvatar';
export { useTurnWords } from './useTurnWords';
