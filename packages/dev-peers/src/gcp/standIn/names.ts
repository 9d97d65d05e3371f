import { createHash } from 'node:crypto';
import { invalid } from './refusal';

const LOWEST_PROJECT_NUMBER = 100_000_000_000;
const SECRET_ID = /^[\w-]{1,255}$/;

/**
 * Reads resource names. The real service takes a project's id or number and always answers the number; its regional
 * endpoints know the secrets of their location alone, its global endpoint knows no regional ones.
 */
export class Names {
  readonly #location: string | undefined;

  constructor(location: string | undefined) {
    this.#location = location;
  }

  /** A project, or a location in one, with the number of the project. */
  parent(name: string): string {
    const [, project, , location] =
      /^projects\/([\w.:-]+)(\/locations\/([a-z0-9-]+))?$/.exec(name) ?? [];
    if (project === undefined || location !== this.#location) {
      throw invalid(`The resource name [${name}] is not one of this endpoint.`);
    }
    const parent = `projects/${projectNumberOf(project)}`;
    return location === undefined ? parent : `${parent}/locations/${location}`;
  }

  secret(name: string): string {
    const [, parent, id] = /^(.+)\/secrets\/([^/]+)$/.exec(name) ?? [];
    if (parent === undefined || id === undefined) {
      throw invalid(`The resource name [${name}] is none of a secret.`);
    }
    return this.secretOf(this.parent(parent), id);
  }

  secretOf(parent: string, id: string): string {
    if (!SECRET_ID.test(id)) {
      throw invalid(`The secret id [${id}] is not valid.`);
    }
    return `${parent}/secrets/${id}`;
  }

  /** The secret, and a number, `latest` or an alias. */
  version(name: string): { secret: string; version: string } {
    const [, secret, version] = /^(.+)\/versions\/([^/]+)$/.exec(name) ?? [];
    if (secret === undefined || version === undefined) {
      throw invalid(`The resource name [${name}] is none of a version.`);
    }
    return { secret: this.secret(secret), version };
  }
}

/** Of an id always the same number; the real service gave it when the project was made. */
function projectNumberOf(project: string): number {
  return /^\d+$/.test(project)
    ? Number(project)
    : LOWEST_PROJECT_NUMBER +
        createHash('sha256').update(project).digest().readUInt32BE(0);
}
