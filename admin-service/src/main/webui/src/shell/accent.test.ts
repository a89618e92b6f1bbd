import { expect, test } from 'vitest';
import { colourOf, contrast, NIGHT, PAPER, type Colour } from '../parts/colour';
import { accentSheet, SURFACES } from './accent';

function variable(scheme: 'light' | 'dark', name: string, sheet: string): Colour {
  const block = sheet.split('\n').find(line => line.includes(`"${scheme}"`)) ?? '';
  const value = new RegExp(`${name}: (#[0-9a-f]{6});`).exec(block)?.[1] ?? '';
  return colourOf(value) ?? [0, 0, 0];
}

test('whatever the accent, it is read by day and by night, and white is read on it', () => {
  for (const accent of ['#1d6f94', '#ffff00', '#000000', '#ffffff', '#7f7f7f', '#c2185b']) {
    const sheet = accentSheet(accent);
    for (const scheme of ['light', 'dark'] as const) {
      const grounds = [
        colourOf(scheme === 'light' ? PAPER : NIGHT) as Colour,
        colourOf(SURFACES[scheme]) as Colour,
        variable(scheme, '--floe-wash', sheet),
      ];
      for (const ground of grounds) {
        expect(contrast(variable(scheme, '--floe-ice', sheet), ground)).toBeGreaterThanOrEqual(4.5);
      }
      const filled = variable(scheme, '--mantine-color-ice-filled', sheet);
      expect(contrast([255, 255, 255], filled)).toBeGreaterThanOrEqual(4.5);
    }
  }
});

test('what is no colour changes nothing', () => {
  expect(accentSheet('')).toBe('');
  expect(accentSheet('red; } body { display: none')).toBe('');
});
