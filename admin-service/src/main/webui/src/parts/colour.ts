/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];
const LEAST = 4.5;
const STEPS = 100;

/** Where the pages for listeners are drawn, by day and by night. */
export const PAPER = '#fbfcfb';
export const NIGHT = '#0f171c';

/** Null: it is no colour like #1d6f94. */
export function colourOf(hex: string): Colour | null {
  if (!/^#[0-9a-fA-F]{6}$/.test(hex)) {
    return null;
  }
  const rgb = Number.parseInt(hex.slice(1), 16);
  return [(rgb >> 16) & 0xff, (rgb >> 8) & 0xff, rgb & 0xff];
}

export function hexOf(colour: Colour): string {
  return `#${colour.map(part => part.toString(16).padStart(2, '0')).join('')}`;
}

/** From 1, the same, to 21, black on white. */
export function contrast(a: Colour, b: Colour): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

/** An accent as edges show it: as dark by day, or as light by night, as it has to be to be read. */
export function readable(accent: Colour, night: boolean): Colour {
  return readableOn(accent, [colourOf(night ? NIGHT : PAPER) ?? WHITE], night);
}

/** An accent as dark by day, or as light by night, as it has to be to be read on all of these. */
export function readableOn(accent: Colour, grounds: readonly Colour[], night: boolean): Colour {
  const towards = night ? WHITE : BLACK;
  for (let step = 0; step < STEPS; step++) {
    const mixed = mix(accent, towards, step / STEPS);
    if (grounds.every(ground => contrast(mixed, ground) >= LEAST)) {
      return mixed;
    }
  }
  return towards;
}

/** That share of the way from one to the other. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const part = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
  return [part(0), part(1), part(2)];
}

function luminance([red, green, blue]: Colour): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(part: number): number {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
