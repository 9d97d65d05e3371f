import {
  openApiDocument,
  type OpenApiDocument,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { RequestHandler } from 'express';
import { middleware as openApiValidator } from 'express-openapi-validator';

/** The validator's own type for a document; it judges at run time whether ours is one. */
type ValidatorDocument = Exclude<
  Parameters<typeof openApiValidator>[0]['apiSpec'],
  string
>;

/**
 * Holds requests against the API's document: paths, parameters and bodies that it does not know are refused. Under a
 * document that is not valid OpenAPI nothing is served.
 * @param options - `responses`: hold our answers against it too (tests)
 * @internal
 */
export function validateAgainstContract(
  options: { responses: boolean },
  document: OpenApiDocument = openApiDocument,
): RequestHandler[] {
  return openApiValidator({
    // A copy: the validator writes into the document.
    apiSpec: structuredClone(document) as unknown as ValidatorDocument,
    validateApiSpec: true,
    validateRequests: {
      allowUnknownQueryParameters: false,
      coerceTypes: false,
      removeAdditional: false,
    },
    validateResponses: options.responses,
    // Backstage has authenticated before; the document knows no security scheme.
    validateSecurity: false,
    fileUploader: false,
    // The plugin does not know where it is mounted.
    useRequestUrl: true,
  });
}
