import type { JsonObject } from '@backstage/types';
import { document } from './generated/document';

/** The parts of an OpenAPI document that its readers look at. @public */
export interface OpenApiDocument extends JsonObject {
  /** The version of OpenAPI itself. */
  openapi: string;
  /** Title and version of the API. */
  info: JsonObject;
  /** What can be asked, by path and method. */
  paths: Record<string, JsonObject>;
  /** What the paths refer to. */
  components: { schemas: Record<string, JsonObject> };
}

/** The API as an OpenAPI document, as the backend serves it. @public */
export const openApiDocument: OpenApiDocument = document;
