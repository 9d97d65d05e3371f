import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import express from 'express';
import request from 'supertest';
import * as vocabulary from '@keyturn/backstage-plugin-secret-rotation-common';

import { validateAgainstContract } from './contractValidation';

jest.setTimeout(60_000);

const { openApiDocument } = vocabulary;

/** An API that holds to a document and answers everything with nothing. */
function apiUnder(document: vocabulary.OpenApiDocument) {
  const app = express();
  app.use(validateAgainstContract({ responses: false }, document));
  app.use((_request, response) => {
    response.status(204).end();
  });
  return request(app);
}

describe('the API document', () => {
  it.each([
    ['StepName', vocabulary.STEPS],
    ['RunState', vocabulary.RUN_STATES],
    ['RunKind', vocabulary.RUN_KINDS],
    ['RunDirection', vocabulary.RUN_DIRECTIONS],
    ['RunTrigger', vocabulary.RUN_TRIGGERS],
    ['RunCause', vocabulary.RUN_CAUSES],
    ['VersionState', vocabulary.VERSION_STATES],
    ['BindingState', vocabulary.BINDING_STATES],
    ['DueState', vocabulary.DUE_STATES],
    ['SecretBadge', vocabulary.SECRET_BADGES],
    ['HealthState', vocabulary.HEALTH_STATES],
    ['Finding', vocabulary.FINDINGS],
    ['EvidenceStrength', vocabulary.EVIDENCE_STRENGTHS],
    ['AttemptState', vocabulary.ATTEMPT_STATES],
    ['Decision', vocabulary.DECISIONS],
    ['TurnSubject', vocabulary.TURN_SUBJECTS],
  ] as const)(
    'knows exactly the words of the vocabulary: %s',
    (schema, words) => {
      expect(openApiDocument.components.schemas[schema].enum).toEqual([
        ...words,
      ]);
    },
  );

  it('is valid OpenAPI: under an invalid one nothing is served', async () => {
    // The validator prints what is wrong with a document.
    const said = jest.spyOn(console, 'error').mockImplementation();
    const { status } = await apiUnder(openApiDocument).get('/v1/configuration');
    expect(status).toBe(204);
    expect(said).not.toHaveBeenCalled();

    const broken = structuredClone(openApiDocument);
    broken.paths['/v1/configuration'].get = { responses: 'none' };
    const refused = await apiUnder(broken).get('/v1/configuration');
    expect(refused.status).toBe(500);
  });

  it('and the types made of it are as fresh as openapi.yaml', () => {
    const common = dirname(
      createRequire(__filename).resolve(
        '@keyturn/backstage-plugin-secret-rotation-common/package.json',
      ),
    );
    const generator = join(common, '../../scripts/generate-api.mjs');
    expect(() =>
      execFileSync(process.execPath, [generator, '--check'], { stdio: 'pipe' }),
    ).not.toThrow();
  });
});
