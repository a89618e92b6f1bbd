import { useEffect } from 'react';
import { useBranding } from '../api/lists';
import { colourOf, hexOf, mix, NIGHT, PAPER, readable, type Colour } from '../parts/colour';

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];

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
  const day = readable(colour, false);
  return scheme('light', colour, day, day) + scheme('dark', colour, readable(colour, true), day);
}

function scheme(name: 'light' | 'dark', accent: Colour, read: Colour, filled: Colour): string {
  const paper = colourOf(name === 'light' ? PAPER : NIGHT) ?? WHITE;
  const ink = hexOf(read);
  const variables = {
    '--floe-ice': ink,
    '--floe-floe': hexOf(mix(accent, WHITE, name === 'light' ? 0.35 : 0.1)),
    '--floe-wash': hexOf(mix(paper, accent, 0.1)),
    '--mantine-color-anchor': ink,
    '--mantine-color-ice-text': ink,
    '--mantine-color-ice-outline': ink,
    '--mantine-color-ice-light-color': ink,
    '--mantine-color-ice-light': hexOf(mix(paper, accent, 0.1)),
    '--mantine-color-ice-light-hover': hexOf(mix(paper, accent, 0.15)),
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
