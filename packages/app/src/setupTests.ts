import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Finding by role walks the whole page in jsdom, which takes seconds on a busy machine.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

// jsdom has no media queries. Stand-in: a wide screen, a light system theme.
window.matchMedia = query =>
  Object.assign(new EventTarget(), {
    media: query,
    matches: false,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
  });
