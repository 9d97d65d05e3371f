export { generatePassword } from './generatePassword';
export {
  entropyOf,
  type CharacterClass,
  type PasswordPolicy,
} from './PasswordPolicy';
export { readPasswordPolicy, type PasswordLimits } from './readPasswordPolicy';
