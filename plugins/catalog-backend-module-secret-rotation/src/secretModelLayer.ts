/**
 * The one file that uses the catalog model's alpha API. Until that API is stable, a change in it is mended here.
 */
import {
  CatalogModelSources,
  createCatalogModelLayer,
  type CatalogModelKindRelationFieldDefinition,
} from '@backstage/catalog-model/alpha';
import { catalogModelExtensionPoint } from '@backstage/plugin-catalog-node/alpha';
import {
  CONSUMER_ANNOTATION,
  SECRET_SPEC_TYPE,
  SESSION_LABEL_ANNOTATION,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { secretResourceSchema } from './secretResourceSchema';

/**
 * The relation fields of the built-in `Resource`. A version for one `spec.type` replaces the built-in one as a
 * whole: without this list a secret would have no owner and no consumers.
 */
const resourceRelationFields: CatalogModelKindRelationFieldDefinition[] = [
  {
    selector: { path: 'spec.owner' },
    relation: 'ownedBy',
    defaultKind: 'Group',
    defaultNamespace: 'inherit',
    allowedKinds: ['Group', 'User'],
  },
  {
    selector: { path: 'spec.system' },
    relation: 'partOf',
    defaultKind: 'System',
    defaultNamespace: 'inherit',
  },
  {
    selector: { path: 'spec.dependsOn' },
    relation: 'dependsOn',
    defaultNamespace: 'inherit',
  },
  {
    selector: { path: 'spec.dependencyOf' },
    relation: 'dependencyOf',
    defaultNamespace: 'inherit',
  },
];

/** Teaches the catalog `Resource` of type `secret`, in both API versions of `Resource`. @internal */
export const secretModelLayer = createCatalogModelLayer({
  layerId: 'keyturn.dev/kind-resource-secret',
  builder: model => {
    model.addKindVersion({
      kind: 'Resource',
      versions: [
        {
          name: ['v1alpha1', 'v1beta1'],
          specType: SECRET_SPEC_TYPE,
          description:
            'A credential that services depend on and that Keyturn can rotate.',
          relationFields: resourceRelationFields,
          schema: { jsonSchema: secretResourceSchema },
        },
      ],
    });
    model.addAnnotation({
      name: CONSUMER_ANNOTATION,
      title: 'Keyturn consumer',
      description:
        'Names the entry of secretRotation.consumers by which this entity is told about a new version.',
    });
    model.addAnnotation({
      name: SESSION_LABEL_ANNOTATION,
      title: 'Keyturn session label',
      description:
        'What the sessions of this entity call themselves at a database or broker, where that is not its name.',
    });
  },
});

/** The layer as the catalog reads it; the default model comes with it. @internal */
export const secretModelSource = CatalogModelSources.static([secretModelLayer]);

export { catalogModelExtensionPoint };
