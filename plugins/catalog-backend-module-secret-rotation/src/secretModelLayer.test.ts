import {
  compileCatalogModel,
  defaultCatalogEntityModel,
} from '@backstage/catalog-model/alpha';
import { secretModelLayer } from './secretModelLayer';

const model = compileCatalogModel([
  defaultCatalogEntityModel,
  secretModelLayer,
]);

describe('the model layer of a secret', () => {
  it.each(['backstage.io/v1alpha1', 'backstage.io/v1beta1'])(
    'has the relation fields that this Backstage gives any Resource of %s',
    apiVersion => {
      const builtIn = model.getKind({ kind: 'Resource', apiVersion });
      const ours = model.getKind({
        kind: 'Resource',
        apiVersion,
        spec: { type: 'secret' },
      });
      const byPath = (a: { path: string }, b: { path: string }) =>
        a.path.localeCompare(b.path);

      expect(ours?.relationFields.length).toBeGreaterThan(0);
      expect(ours?.relationFields.sort(byPath)).toEqual(
        builtIn?.relationFields.sort(byPath),
      );
    },
  );

  it('describes the annotation of a consumer', () => {
    expect(model.getMetadata().annotations).toContainEqual(
      expect.objectContaining({ name: 'keyturn.dev/consumer' }),
    );
  });
});
