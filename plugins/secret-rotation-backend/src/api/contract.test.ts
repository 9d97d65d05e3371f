import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as vocabulary from '@keyturn/backstage-plugin-secret-rotation-common';

const { openApiDocument } = vocabulary;

describe('the API document', () => {
  it.each([
    ['StepName', vocabulary.STEPS],
    ['RunState', vocabulary.RUN_STATES],
    ['RunKind', vocabulary.RUN_KINDS],
    ['RunDirection', vocabulary.RUN_DIRECTIONS],
    ['RunTrigger', vocabulary.RUN_TRIGGERS],
    ['VersionState', vocabulary.VERSION_STATES],
    ['BindingState', vocabulary.BINDING_STATES],
    ['DueState', vocabulary.DUE_STATES],
    ['SecretBadge', vocabulary.SECRET_BADGES],
    ['HealthState', vocabulary.HEALTH_STATES],
    ['Finding', vocabulary.FINDINGS],
    ['EvidenceStrength', vocabulary.EVIDENCE_STRENGTHS],
    ['AttemptState', vocabulary.ATTEMPT_STATES],
    ['Decision', vocabulary.DECISIONS],
  ] as const)(
    'knows exactly the words of the vocabulary: %s',
    (schema, words) => {
      expect(openApiDocument.components.schemas[schema].enum).toEqual([
        ...words,
      ]);
    },
  );

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
