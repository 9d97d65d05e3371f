export { VersionLanes } from './VersionLanes';
