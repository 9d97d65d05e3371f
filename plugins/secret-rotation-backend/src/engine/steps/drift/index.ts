export { adopt } from './adopt';
export {
  accountOf,
  isCurrent,
  mayHavePromotedUnseen,
  unseenPromotions,
} from './present';
export { askAboutDrift, askIfDrifted } from './question';
export { replace } from './replace';
