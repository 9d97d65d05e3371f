export type {
  LambdaCode,
  LambdaFunction,
  LambdaSettings,
} from './LambdaFunction';
export type { LambdaAction } from './routes';
export {
  startLambdaStandIn,
  type LambdaStandIn,
  type LambdaTrouble,
} from './startLambdaStandIn';
