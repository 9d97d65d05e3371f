export { FactTable, type FactColumn, type FactGroup } from './FactTable';
