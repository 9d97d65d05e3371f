export {
  findSlapd,
  startSlapd,
  type RunningSlapd,
  type SlapdOptions,
} from './startSlapd';
export { startTemporarySlapd } from './temporarySlapd';
