export { signedTokensClient } from './signedTokensClient';
