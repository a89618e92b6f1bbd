import { localStorageColorSchemeManager } from '@mantine/core';

/** Remembers dark or light in this browser. */
export const schemeManager = localStorageColorSchemeManager({ key: 'floe-scheme' });
