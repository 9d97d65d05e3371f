export { WorkflowTrack } from './WorkflowTrack';
export { NODE_SIGNS } from './nodeSigns';
