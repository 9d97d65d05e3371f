export { startMoto, type Moto, type MotoOptions } from './startMoto';
export { startMotoInFolder } from './startMotoInFolder';
export { findMotoServer } from './findMotoServer';
export { motoForTests, type MotoForTests } from './motoForTests';
export {
  startAwsStandIn,
  type AwsStandIn,
  type AwsTrouble,
} from './standIn/startAwsStandIn';
