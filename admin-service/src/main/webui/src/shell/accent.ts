import { useEffect } from 'react';
import { useBranding } from '../api/lists';
import { colourOf, hexOf, mix, NIGHT, PAPER, readableOn, type Colour } from '../parts/colour';

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];

/** Where panels are drawn, by day and by night: --floe-surface of the theme. */
export const SURFACES = { light: '#ffffff', dark: '#141e24' } as const;

/**
 * The variables that an accent of the branding replaces, as a style sheet. What is read is as dark by day, or as light
 * by night, as it has to be; white is read on what is filled.
 *
 * @param accent like #1d6f94; anything else: none
 */
export function accentSheet(accent: string): string {
  const colour = colourOf(accent);
  if (colour === null) {
    return '';
  }
  const filled = readOf('light', colour);
  return scheme('light', colour, filled) + scheme('dark', colour, filled);
}

/** The accent as it is read on the page, on panels, and on what is washed with it. */
function readOf(name: 'light' | 'dark', accent: Colour): Colour {
  const surface = colourOf(SURFACES[name]) ?? WHITE;
  return readableOn(accent, [paperOf(name), surface, washOf(name, accent)], name === 'dark');
}

function paperOf(name: 'light' | 'dark'): Colour {
  return colourOf(name === 'light' ? PAPER : NIGHT) ?? WHITE;
}

function washOf(name: 'light' | 'dark', accent: Colour): Colour {
  return mix(paperOf(name), accent, 0.1);
}

function scheme(name: 'light' | 'dark', accent: Colour, filled: Colour): string {
  const ink = hexOf(readOf(name, accent));
  const wash = hexOf(washOf(name, accent));
  const variables = {
    '--floe-ice': ink,
    '--floe-floe': hexOf(mix(accent, WHITE, name === 'light' ? 0.35 : 0.1)),
    '--floe-wash': wash,
    '--mantine-color-anchor': ink,
    '--mantine-color-ice-text': ink,
    '--mantine-color-ice-outline': ink,
    '--mantine-color-ice-light-color': ink,
    '--mantine-color-ice-light': wash,
    '--mantine-color-ice-light-hover': wash,
    '--mantine-color-ice-filled': hexOf(filled),
    '--mantine-color-ice-filled-hover': hexOf(mix(filled, BLACK, 0.15)),
  };
  const text = Object.entries(variables)
    .map(([variable, value]) => `${variable}: ${value};`)
    .join(' ');
  return `:root[data-mantine-color-scheme="${name}"] { ${text} }\n`;
}

/** Shows the console in the accent of the branding, if it has one. */
export function useAccent(): void {
  const accent = useBranding().data?.accent ?? '';
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(accentSheet(accent));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter(each => each !== sheet);
    };
  }, [accent]);
}
