export { forManyTexts } from './forManyTexts';
