import './test-fetch';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// Machines that are busy with something else are slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

// What Mantine asks of a browser and jsdom has not.
window.matchMedia ??= (query: string) =>
  ({
    // Nothing moves, so that no timer is left behind when a test is over.
    matches: query.includes('prefers-reduced-motion'),
    media: query,
    onchange: null,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
    dispatchEvent: () => false,
  }) as MediaQueryList;
window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView ??= () => {};
// Sheets that are made, of which jsdom has none.
document.adoptedStyleSheets ??= [];
CSSStyleSheet.prototype.replaceSync ??= () => {};
