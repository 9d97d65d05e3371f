export type { WorkflowRun } from './GitHubState';
export type { GitHubManner, GitHubRequest } from './serveTrouble';
export { startGitHubStandIn, type GitHubStandIn } from './startGitHubStandIn';
