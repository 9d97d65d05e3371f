import { standInClusters, type ClusterSource } from '@keyturn/dev-peers';

/** Declares tests for each source of clusters: so far the stand-in. */
export function withClusters(declare: (source: ClusterSource) => void): void {
  const sources = [standInClusters()];
  describe.each(sources.map(source => ({ on: source.name, source })))(
    'on $on',
    ({ source }) => {
      afterAll(() => source.stop());
      declare(source);
    },
  );
}
