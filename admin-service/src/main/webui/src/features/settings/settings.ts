import type { Schemas } from '../../api/client';

export type Settings = Schemas['SettingsView'];

export interface Values {
  publicUrl: string;
  shoutcastMount: string;
  trustedProxies: string[];
}

export function valuesOf(settings: Settings): Values {
  return {
    publicUrl: settings.publicUrl ?? '',
    shoutcastMount: settings.shoutcastMount,
    trustedProxies: settings.trustedProxies,
  };
}

/** What has changed, as PATCH takes it. */
export function changesOf(
  before: Values,
  after: Values,
): { [K in keyof Schemas['SettingsBody']]?: Schemas['SettingsBody'][K] | null } {
  return {
    ...(after.publicUrl === before.publicUrl
      ? {}
      : { publicUrl: after.publicUrl === '' ? null : after.publicUrl }),
    ...(after.shoutcastMount === before.shoutcastMount ? {} : { shoutcastMount: after.shoutcastMount }),
    ...(after.trustedProxies.join() === before.trustedProxies.join()
      ? {}
      : { trustedProxies: after.trustedProxies }),
  };
}
