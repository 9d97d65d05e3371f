import { ConfigReader } from '@backstage/config';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { createExampleApp } from './App';

const CONFIG = {
  app: { title: 'Keyturn', baseUrl: 'http://localhost' },
  backend: { baseUrl: 'http://localhost' },
  auth: {
    providers: {
      development: {
        users: [
          {
            entityRef: 'user:default/ana.ruiz',
            title: 'Ana Ruiz',
            description: 'Owner',
          },
          {
            entityRef: 'user:default/vera.lind',
            title: 'Vera Lind',
            description: 'Viewer',
          },
        ],
      },
    },
  },
};

const REFRESH = 'http://localhost/api/auth/development/refresh';

function json(status: number, body: unknown) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

function session(entityRef: string) {
  // Not a real token: the app reads only its expiry.
  const payload = window.btoa(JSON.stringify({ exp: 4_102_444_800 }));
  return {
    profile: { displayName: entityRef },
    backstageIdentity: {
      token: `header.${payload}.signature`,
      identity: {
        type: 'user',
        userEntityRef: entityRef,
        ownershipEntityRefs: [entityRef],
      },
    },
  };
}

/** A stand-in for the backend: it knows the sign-in alone and finds nothing else. */
function backendThatAnswersSignIn(status: number) {
  const asked: (string | null)[] = [];
  const spy = jest
    .spyOn(global, 'fetch')
    .mockImplementation(async (input, init) => {
      const request = new Request(input, init);
      if (request.url !== REFRESH) {
        return json(404, { error: { name: 'NotFoundError', message: 'none' } });
      }
      const user = request.headers.get('x-development-user');
      asked.push(user);
      return status === 200
        ? json(200, session(user ?? ''))
        : json(status, { error: { name: 'Error', message: 'refused' } });
    });
  return { asked, spy };
}

function renderApp(data: object = CONFIG) {
  const app = createExampleApp(async () => ({
    config: new ConfigReader(
      data as ConstructorParameters<typeof ConfigReader>[0],
    ),
  }));
  return render(app.createRoot());
}

describe('the example app', () => {
  beforeEach(() => {
    window.sessionStorage.clear();
    window.localStorage.clear();
    window.history.replaceState({}, '', '/settings');
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('offers one button for each configured person, and asks the backend only when one is pressed', async () => {
    const backend = backendThatAnswersSignIn(200);
    renderApp();
    await screen.findByRole('button', { name: 'Sign in as Ana Ruiz' });
    expect(
      screen.getByRole('button', { name: 'Sign in as Vera Lind' }),
    ).toBeInTheDocument();
    expect(backend.asked).toEqual([]);
  });

  it('signs in as the chosen person and shows the way to the catalog, the secrets, the notifications and the settings', async () => {
    const backend = backendThatAnswersSignIn(200);
    renderApp();
    fireEvent.click(
      await screen.findByRole('button', { name: 'Sign in as Vera Lind' }),
    );
    const links = await screen.findAllByRole('link', {
      name: /^(Catalog|Secrets|Notifications|Settings)$/,
    });
    expect(links.map(link => link.getAttribute('href'))).toEqual(
      expect.arrayContaining([
        '/catalog',
        '/secret-rotation',
        '/notifications',
        '/settings',
      ]),
    );
    expect(new Set(backend.asked)).toEqual(new Set(['user:default/vera.lind']));
  });

  it('does not ask again after a reload of the same tab', async () => {
    const backend = backendThatAnswersSignIn(200);
    window.sessionStorage.setItem('development-user', 'user:default/ana.ruiz');
    renderApp();
    await screen.findAllByRole('link', { name: 'Secrets' });
    expect(new Set(backend.asked)).toEqual(new Set(['user:default/ana.ruiz']));
  });

  it('ignores a remembered person that app-config no longer offers', async () => {
    const backend = backendThatAnswersSignIn(200);
    window.sessionStorage.setItem('development-user', 'user:default/mallory');
    renderApp();
    await screen.findByRole('button', { name: 'Sign in as Ana Ruiz' });
    expect(backend.asked).toEqual([]);
  });

  it.each([
    [403, /NODE_ENV=development/],
    [404, /catalog does not know this person yet/],
  ])(
    'says why when the backend answers %i, and leads back',
    async (status, reason) => {
      backendThatAnswersSignIn(status);
      renderApp();
      fireEvent.click(
        await screen.findByRole('button', { name: 'Sign in as Ana Ruiz' }),
      );
      expect(await screen.findByText(reason)).toBeInTheDocument();
      fireEvent.click(screen.getByRole('button', { name: 'Choose again' }));
      expect(
        await screen.findByRole('button', { name: 'Sign in as Vera Lind' }),
      ).toBeInTheDocument();
    },
  );

  it('says so when app-config offers nobody', async () => {
    backendThatAnswersSignIn(200);
    renderApp({ ...CONFIG, auth: {} });
    expect(await screen.findByText('Nobody to sign in as')).toBeInTheDocument();
  });

  it('switches the theme from the side bar', async () => {
    backendThatAnswersSignIn(200);
    window.sessionStorage.setItem('development-user', 'user:default/ana.ruiz');
    renderApp();
    fireEvent.click(await screen.findByRole('button', { name: 'Dark theme' }));
    await waitFor(() =>
      expect(document.body).toHaveAttribute('data-theme-mode', 'dark'),
    );
    expect(
      await screen.findByRole('button', { name: 'Light theme' }),
    ).toBeInTheDocument();
  });
});
