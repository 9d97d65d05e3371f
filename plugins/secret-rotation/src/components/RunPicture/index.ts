export { RunPicture } from './RunPicture';
