import type { Entity } from '@backstage/catalog-model';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import { createExtensionTester } from '@backstage/frontend-test-utils';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { isSecretEntity } from '../entityFilters';
import { rotationCard, rotationContent, secretsCard } from './entity';
import { overviewPage, runPage } from './pages';
import plugin from './plugin';

function entity(kind: string, type: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'x' },
    spec: { type },
  };
}

describe('the plugin on the new frontend system', () => {
  it('is called as the backend plugin is', () => {
    expect(plugin.pluginId).toBe('secret-rotation');
  });

  it('brings a page with a title and an icon, from which the app makes the navigation', () => {
    const page = createExtensionTester(overviewPage);
    expect(page.get(coreExtensionData.routePath)).toBe('/secret-rotation');
    expect(page.get(coreExtensionData.title)).toBe('Secrets');
    expect(page.get(coreExtensionData.icon)).toBeTruthy();
  });

  it('brings a page for each run, outside of the navigation', () => {
    const page = createExtensionTester(runPage);
    expect(page.get(coreExtensionData.routePath)).toBe(
      '/secret-rotation/runs/:runId',
    );
  });

  it('puts the tab and the card on secrets alone', () => {
    const filters = [
      createExtensionTester(rotationContent).get(
        EntityContentBlueprint.dataRefs.filterFunction,
      ),
      createExtensionTester(rotationCard).get(
        EntityCardBlueprint.dataRefs.filterFunction,
      ),
    ];
    for (const filter of filters) {
      expect(filter?.(entity('Resource', 'secret'))).toBe(true);
      expect(filter?.(entity('Resource', 'database'))).toBe(false);
      expect(filter?.(entity('Component', 'secret'))).toBe(false);
    }
  });

  it('puts the list of secrets on components', () => {
    const filter = createExtensionTester(secretsCard).get(
      EntityCardBlueprint.dataRefs.filterFunction,
    );
    expect(filter?.(entity('Component', 'service'))).toBe(true);
    expect(filter?.(entity('Resource', 'secret'))).toBe(false);
  });

  it('gives the legacy layer the same rule for secrets', () => {
    expect(isSecretEntity(entity('Resource', 'secret'))).toBe(true);
    expect(isSecretEntity(entity('Resource', 'database'))).toBe(false);
  });
});
