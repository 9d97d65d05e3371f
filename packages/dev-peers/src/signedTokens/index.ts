export { firstSigningKeys, signToken, readSigningKeys } from './signingKeys';
export {
  startTokenService,
  TOKEN_SECONDS,
  type TokenService,
} from './startTokenService';
