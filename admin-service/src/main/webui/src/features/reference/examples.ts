import type { Schemas } from '../../api/client';

/** The least that makes something, as an operator of the tenant `default` would send it. */
export const MADE: { [S in keyof Schemas]?: Partial<Schemas[S]> } = {
  BanBody: { network: '192.0.2.0/24', reason: 'guesses passwords' },
  MountBody: { name: '/jazz', tenant: 'default', password: 'choose-a-password' },
  MoveBody: { to: '/jazz' },
  PasswordBody: { current: 'the-old-one', password: 'choose-a-new-one' },
  RenditionBody: { from: '/live', to: '/live.opus', codec: 'opus', bitrate: 96 },
  SessionBody: { name: 'admin', password: 'the-password' },
  TenantBody: { name: 'north' },
  TokenBody: { name: 'a-script', scopes: ['read'] },
  UserBody: { name: 'nora', role: 'dj', tenant: 'default', password: 'choose-a-password' },
  WebhookBody: { url: 'https://hooks.example/floe', events: ['source.connected'], tenant: 'default' },
};

/** One field that is changed. */
export const CHANGED: typeof MADE = {
  BrandingBody: { tagline: 'From the far north' },
  MountBody: { genre: 'jazz' },
  RenditionBody: { bitrate: 128 },
  SettingsBody: { icecastPortListeners: 'relay' },
  TenantBody: { timezone: 'Europe/Oslo' },
  UserBody: { role: 'viewer' },
  WebhookBody: { enabled: false },
};
