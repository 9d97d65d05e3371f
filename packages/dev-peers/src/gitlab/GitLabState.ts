/** One CI/CD variable as the stand-in holds it. @public */
export interface GitLabVariable {
  key: string;
  value: string;
  environment_scope: string;
  variable_type: string;
  protected: boolean;
  masked: boolean;
  hidden: boolean;
  raw: boolean;
  description: string | null;
}

/** One job of a pipeline. @public */
export interface GitLabJob {
  readonly name: string;
  readonly ref: string;
  readonly status: 'success' | 'failed' | 'running' | 'canceled';
  /** Default: it is a branch. */
  readonly tag?: boolean;
  /** What made its pipeline. Default: `push`. */
  readonly source?: string;
}

/** A job with what GitLab adds. */
export interface KeptJob extends GitLabJob {
  readonly id: number;
  readonly startedAt: Date;
}

/** One project. */
export class GitLabProject {
  isArchived = false;
  /** Its path now, after it was renamed. */
  renamedTo?: string;
  /** The newest first. */
  readonly jobs: KeptJob[] = [];
}

/** All that the stand-in holds. */
export class GitLabState {
  readonly projects = new Map<string, GitLabProject>();
  /** Of projects and groups, by `projects/<path>` and `groups/<path>`. */
  readonly variables = new Map<string, GitLabVariable[]>();
  knowsFilter = true;
}
