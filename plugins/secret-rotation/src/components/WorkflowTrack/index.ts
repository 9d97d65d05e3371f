export { WorkflowTrack } from './WorkflowTrack';
