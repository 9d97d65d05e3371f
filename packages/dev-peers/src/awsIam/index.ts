export { governMoto, type IamAccessKey, type IamHand } from './governMoto';
