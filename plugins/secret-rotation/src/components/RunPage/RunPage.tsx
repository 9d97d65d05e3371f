import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { entityRouteParams } from '@backstage/plugin-catalog-react';
import { Alert, Container, Header, Link } from '@backstage/ui';
import { runLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { useRun } from '../../data/runQueries';
import { rotationTabRouteRef, runRouteRef } from '../../routes';
import { Surface } from '../../theme/Surface';
import { useTexts } from '../../translation/useTexts';
import { entityLabel } from '../EntityName';
import { Loaded, SkeletonBlocks } from '../Loaded';
import { RunView } from './RunView';

function RunOf(props: { runId: number }) {
  const t = useTexts();
  const { runId } = props;
  const read = useRun(runId);
  const tabPath = useRouteRef(rotationTabRouteRef);
  const secretRef = read.data?.secretRef;
  return (
    <main>
      <Header
        title={t('run.name', { label: runLabel(runId) })}
        metadata={
          secretRef
            ? [
                {
                  label: t('run.secret'),
                  value: (
                    <Link
                      href={tabPath(
                        entityRouteParams(secretRef, { encodeParams: true }),
                      )}
                    >
                      {entityLabel(secretRef)}
                    </Link>
                  ),
                },
              ]
            : []
        }
      />
      <Container>
        <Loaded
          read={read}
          absent={t('run.notFound')}
          skeleton={<SkeletonBlocks heights={[68, 100, 400]} />}
        >
          {run => <RunView run={run} />}
        </Loaded>
      </Container>
    </main>
  );
}

/** The page of one run: what happened, step by step, and what proves it. @public */
export function RunPage() {
  const t = useTexts();
  const { runId } = useRouteRefParams(runRouteRef);
  const isNumber = /^[1-9]\d{0,14}$/.test(runId);
  return (
    <Surface>
      {isNumber ? (
        <RunOf runId={Number(runId)} />
      ) : (
        <Container>
          <Alert
            role="alert"
            status="warning"
            icon
            title={t('run.badId', { id: runId })}
          />
        </Container>
      )}
    </Surface>
  );
}
