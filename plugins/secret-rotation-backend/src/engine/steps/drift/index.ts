export { adopt } from './adopt';
export { isCurrent } from './present';
export { askAboutDrift, askIfDrifted } from './question';
export { replace } from './replace';
