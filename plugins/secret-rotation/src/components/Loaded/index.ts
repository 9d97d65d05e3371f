export { Loaded } from './Loaded';
export { SkeletonBlocks } from './SkeletonBlocks';
