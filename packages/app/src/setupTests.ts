import '@testing-library/jest-dom';

// jsdom has no media queries. Stand-in: a wide screen, a light system theme.
window.matchMedia = query =>
  Object.assign(new EventTarget(), {
    media: query,
    matches: false,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
  });
