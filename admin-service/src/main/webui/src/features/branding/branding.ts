import { change } from '../../api/change';
import { api, type Schemas } from '../../api/client';

/** How the pages for listeners look; what is absent is as Floe has it. */
export type Branding = Schemas['BrandingView'];

type Field = Exclude<keyof Branding, 'managed'>;
export type Values = Record<Field, string>;
type Changes = { [F in Field]?: string | null };

export async function saveBranding(changes: Changes): Promise<void> {
  await api.PATCH('/api/v1/branding', { body: change<Schemas['BrandingBody']>(changes) });
}

const FIELDS: readonly Field[] = ['name', 'tagline', 'accent', 'logo', 'landing'];

export function valuesOf(branding: Branding): Values {
  return Object.fromEntries(FIELDS.map(field => [field, branding[field] ?? ''])) as Values;
}

/** What has changed, as PATCH takes it: what is empty goes back to Floe's own. */
export function changesOf(before: Values, after: Values): Changes {
  return Object.fromEntries(
    FIELDS.filter(field => after[field] !== before[field]).map(field => [
      field,
      after[field] === '' ? null : after[field],
    ]),
  );
}

export function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

export const MOST_LOGO = 48 * 1024;
export const MOST_LANDING = 16 * 1024;
export const LOGO_TYPES = ['image/png', 'image/jpeg', 'image/webp'];

/** What is wrong with a picture, as far as that can be seen from here. */
export function wrongLogo(file: { type: string; size: number }): string | null {
  if (!LOGO_TYPES.includes(file.type)) {
    return 'is a PNG, JPEG or WebP';
  }
  return file.size > MOST_LOGO
    ? `has at most 48 KiB, and this one ${Math.ceil(file.size / 1024)} KiB: make it smaller, 256 by 256 pixels will do`
    : null;
}

/** A file as a data URL. */
export function dataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('the file cannot be read'));
    reader.readAsDataURL(file);
  });
}
