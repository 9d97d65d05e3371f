export type { WorkflowRun } from './GitHubState';
export { startGitHubStandIn, type GitHubStandIn } from './startGitHubStandIn';
