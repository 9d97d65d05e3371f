export { adopt } from './adopt';
export { isCurrent, mayHavePromotedUnseen, unseenPromotions } from './present';
export { askAboutDrift, askIfDrifted } from './question';
export { replace } from './replace';
