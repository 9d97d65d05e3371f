import { join } from 'node:path';
import type { Page } from 'playwright-core';
import {
  PORTAL_DATABASE,
  SECRET_PATH,
  dumpPostgres,
  findLeaks,
  guardedValues,
  readSurroundings,
  type SupervisedWorld,
} from '@keyturn/dev-peers/world';
import { Checks, must } from './Checks';
import { Portal } from './Portal';

const ENTITY = '/catalog/default/resource/payments-db-login';
const ROTATION_MS = 150_000;
/** The first rotation begins when the catalog has been read. */
const FIRST_ROTATION_MS = 90_000;

/** What a person sees of two rotations: the one that begins by itself, and one that an owner starts. */
export async function rotateFromEntityPage(
  world: SupervisedWorld,
  folder: string,
  browser: { chromium: string; screenshots: string },
  checks: Checks,
): Promise<void> {
  const url = await world.ready;
  const surroundings = await readSurroundings(folder);
  const store = surroundings.operator('vault');
  const password = async () =>
    (await store.read(SECRET_PATH))?.fields.password ?? '';
  const gone = [await password()];
  const portal = await Portal.open({
    ...browser,
    url,
    trafficFile: join(folder, 'portal-traffic.txt'),
  });
  try {
    const owner = await portal.signInAs('Ana Ruiz');
    await watchFirst(portal, owner, checks);
    gone.push(await password());
    if (!(await startAnother(portal, owner, checks))) {
      return;
    }
    await lookAround(portal, checks);
    await checks.check('no page threw an exception', async () => {
      must(portal.exceptions.length === 0, portal.exceptions.join('; '));
    });
    await checks.check(
      'no value is in what the portal sent or the world wrote',
      async () => {
        await dumpPostgres(
          surroundings.connectionString(PORTAL_DATABASE),
          join(folder, 'portal-database.txt'),
        );
        const { leaks } = await findLeaks(
          folder,
          guardedValues({
            gone,
            current: [await password()],
            credentials: surroundings.credentials,
          }),
        );
        must(
          leaks.length === 0,
          leaks.map(leak => `${leak.label} in ${leak.path}`).join('; '),
        );
      },
    );
  } finally {
    if (checks.failed > 0) {
      await portal.keepAll();
    }
    await portal.close();
  }
}

async function watchFirst(
  portal: Portal,
  page: Page,
  checks: Checks,
): Promise<void> {
  await checks.check(
    'the entity page shows the rotation that begins by itself, live',
    async () => {
      await untilThere(portal, page);
      await showsRun(page, 'R-1', FIRST_ROTATION_MS);
      await portal.keep(page, '1-first-rotation-live');
      await succeeded(page, 'v2');
      await portal.keep(page, '2-first-rotation-succeeded');
    },
  );
}

async function startAnother(
  portal: Portal,
  page: Page,
  checks: Checks,
): Promise<boolean> {
  const started = await checks.check(
    'an owner starts a rotation from the entity page after reading its plan',
    async () => {
      await portal.show(page, ENTITY);
      await page.getByRole('button', { name: 'Rotate now…' }).first().click();
      const dialog = page.getByRole('dialog');
      const reason = dialog.getByLabel('Reason, kept in the audit trail');
      await reason.fill('The browser test wants to see it');
      await portal.keep(page, '3-plan');
      await dialog.getByRole('button', { name: 'Start rotation' }).click();
      await dialog.waitFor({ state: 'detached' });
    },
  );
  return (
    started &&
    (await checks.check('the owner sees it succeed', async () => {
      await portal.show(page, `${ENTITY}/rotation`);
      await showsRun(page, 'R-2');
      await portal.keep(page, '4-second-rotation-live');
      await succeeded(page, 'v3');
      await portal.keep(page, '5-second-rotation-succeeded');
      await portal.show(page, ENTITY);
      await page.getByText('v3, current').first().waitFor();
      await portal.keep(page, '6-entity-page');
    }))
  );
}

async function lookAround(portal: Portal, checks: Checks): Promise<void> {
  const viewer = await portal.signInAs('Vera Lind');
  await checks.check('a viewer sees the secret and cannot start', async () => {
    await portal.show(viewer, `${ENTITY}/rotation`);
    await showsRun(viewer, 'R-2');
    const buttons = viewer.getByRole('button', { name: 'Rotate now…' });
    must((await buttons.count()) === 0, 'the button to start is there');
    await portal.keep(viewer, '7-viewer');
  });
  await checks.check('the overview lists the secret', async () => {
    await portal.show(viewer, '/secret-rotation');
    await viewer.getByText('payments database login').first().waitFor();
    await portal.keep(viewer, '8-overview');
  });
}

/** A page that was opened before the catalog had read its files says that there is no such entity, for good. */
async function untilThere(portal: Portal, page: Page): Promise<void> {
  const deadline = Date.now() + FIRST_ROTATION_MS;
  const heading = page.getByRole('heading', {
    name: 'payments database login',
  });
  do {
    await portal.show(page, `${ENTITY}/rotation`);
    await heading.waitFor({ timeout: 5_000 }).catch(() => undefined);
  } while ((await heading.count()) === 0 && Date.now() < deadline);
}

async function showsRun(
  page: Page,
  label: string,
  timeout?: number,
): Promise<void> {
  await page.getByRole('link', { name: label }).first().waitFor({ timeout });
}

async function succeeded(page: Page, version: string): Promise<void> {
  await page
    .getByText(`Rotated: ${version}`)
    .first()
    .waitFor({ timeout: ROTATION_MS });
}
