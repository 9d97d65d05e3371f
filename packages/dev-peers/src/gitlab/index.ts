export type { GitLabJob, GitLabVariable } from './GitLabState';
export { startGitLabStandIn, type GitLabStandIn } from './startGitLabStandIn';
