import type { Schemas } from '../../api/client';

export type Codec = Schemas['Codec'];

/** Sample rates that a codec can be asked for, the usual one first, in Hz. */
export const RATES: Record<Codec, readonly number[]> = {
  mp3: [44_100, 48_000, 32_000, 24_000, 22_050, 16_000],
  opus: [48_000],
};

const MPEG_1 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG_2 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const OPUS = [16, 24, 32, 48, 64, 96, 128, 160, 192, 256, 320];

/** Bitrates to choose from at a sample rate, in kbit/s: of mp3 all there are, of opus the usual ones from 16 to 320. */
export function bitrates(codec: Codec, rate: number): readonly number[] {
  if (codec === 'opus') {
    return OPUS;
  }
  return rate >= 32_000 ? MPEG_1 : MPEG_2;
}

/** A bitrate for another codec or sample rate: the same if there is such, else the nearest. */
export function nearest(codec: Codec, rate: number, wanted: number): number {
  return bitrates(codec, rate).reduce((best, each) =>
    Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best,
  );
}

/** A name for what is made of a mount, like /live.opus. */
export function suggested(from: string, codec: Codec): string {
  return from === '' ? '' : `${from.replace(/\.(mp3|opus|ogg|aac|flac)$/i, '')}.${codec}`;
}
