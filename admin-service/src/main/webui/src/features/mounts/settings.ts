import type { Change } from '../../api/change';
import type { Schemas } from '../../api/client';
import type { FieldError } from '../../api/problem';
import type { MountView } from './rows';

type Body = Schemas['MountBody'];
type Names = readonly (keyof Body)[];

/** The settings of a mount as a form holds them: lists as lines, what is not there as nothing. */
export interface Settings {
  enabled: boolean;
  public: 'source' | 'yes' | 'no';
  streamName: string;
  description: string;
  genre: string;
  url: string;
  contentType: string;
  charset: string;
  burst: number | string;
  latency: string;
  maxListeners: number | string;
  maxDuration: string;
  fallback: string;
  takeover: string;
  sourceTimeout: string;
  allowed: string;
  banned: string;
  bannedAgents: string;
  listenerAdd: string;
  listenerRemove: string;
  sourceConnect: string;
  header: string;
  timeout: string;
  whenDown: string;
  cache: string;
}

/** What hooks are asked with when nothing is said. */
export const USUAL_HOOKS = { header: 'icecast-auth-user: 1', timeout: '5s', whenDown: 'deny', cache: '0s' };

const HOOKS = [
  'listenerAdd',
  'listenerRemove',
  'sourceConnect',
  'header',
  'timeout',
  'whenDown',
  'cache',
] as const satisfies readonly (keyof NonNullable<Body['auth']>)[];
const LISTS = ['allowed', 'banned', 'bannedAgents'] as const satisfies Names;
const OPTIONAL = [
  'streamName',
  'description',
  'genre',
  'url',
  'contentType',
  'maxListeners',
  'maxDuration',
  'fallback',
] as const satisfies Names;
const NEEDED = ['burst', 'latency', 'takeover', 'sourceTimeout', 'charset'] as const satisfies Names;

export function settingsOf(mount: MountView): Settings {
  const auth = mount.auth ?? {};
  return {
    enabled: mount.enabled,
    public: mount.public === undefined || mount.public === null ? 'source' : mount.public ? 'yes' : 'no',
    streamName: mount.streamName ?? '',
    description: mount.description ?? '',
    genre: mount.genre ?? '',
    url: mount.url ?? '',
    contentType: mount.contentType ?? '',
    charset: mount.charset,
    burst: mount.burst,
    latency: mount.latency,
    maxListeners: mount.maxListeners ?? '',
    maxDuration: mount.maxDuration ?? '',
    fallback: mount.fallback ?? '',
    takeover: mount.takeover,
    sourceTimeout: mount.sourceTimeout,
    allowed: mount.allowed.join('\n'),
    banned: mount.banned.join('\n'),
    bannedAgents: mount.bannedAgents.join('\n'),
    listenerAdd: auth.listenerAdd ?? '',
    listenerRemove: auth.listenerRemove ?? '',
    sourceConnect: auth.sourceConnect ?? '',
    header: auth.header ?? USUAL_HOOKS.header,
    timeout: auth.timeout ?? USUAL_HOOKS.timeout,
    whenDown: auth.whenDown ?? USUAL_HOOKS.whenDown,
    cache: auth.cache ?? USUAL_HOOKS.cache,
  };
}

/** The body of a PATCH that makes the one of the other: what is different, and nothing else. */
export function changesOf(before: Settings, now: Settings): Change<Body> {
  const changes: Change<Body> = {};
  if (now.enabled !== before.enabled) {
    changes.enabled = now.enabled;
  }
  if (now.public !== before.public) {
    changes.public = now.public === 'source' ? null : now.public === 'yes';
  }
  for (const field of NEEDED) {
    if (now[field] !== before[field]) {
      Object.assign(changes, { [field]: text(now[field]) });
    }
  }
  for (const field of OPTIONAL) {
    if (now[field] !== before[field]) {
      Object.assign(changes, { [field]: now[field] === '' ? null : text(now[field]) });
    }
  }
  for (const field of LISTS) {
    const entries = lines(now[field]);
    if (entries.join('\n') !== lines(before[field]).join('\n')) {
      changes[field] = entries;
    }
  }
  if (HOOKS.some(field => now[field].trim() !== before[field].trim())) {
    changes.auth = hooks(now);
  }
  return changes;
}

function hooks(now: Settings): Record<string, string> | null {
  if ([now.listenerAdd, now.listenerRemove, now.sourceConnect].every(url => url.trim() === '')) {
    return null;
  }
  return Object.fromEntries(
    HOOKS.map(field => [field, now[field].trim()] as const).filter(([, value]) => value !== ''),
  );
}

function text(value: number | string): number | string {
  return typeof value === 'string' ? value.trim() : value;
}

function lines(value: string): string[] {
  return value
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

/** Mistakes by the field of the form that they are about; what the service says of `auth` names one of its fields. */
export function mistakesOf(errors: readonly FieldError[]): Record<string, string> {
  return Object.fromEntries(
    errors.map(({ field, message }) => {
      const inside = field === 'auth' ? /^has a (\w+) that (.*)$/s.exec(message) : null;
      return inside === null ? [field, message] : [inside[1] ?? field, inside[2] ?? message];
    }),
  );
}

/** What is wrong with a form, as far as it can be told here. */
export function mistakes(values: Settings): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (values.burst === '') {
    wrong.burst = 'Enter a number of bytes; 0 gives no burst.';
  }
  if (!DURATION.test(values.sourceTimeout.trim())) {
    wrong.sourceTimeout = 'Enter a duration with its unit, like 10s.';
  }
  if (values.maxDuration.trim() !== '' && !DURATION.test(values.maxDuration.trim())) {
    wrong.maxDuration = 'Enter a duration with its unit, like 8h, or nothing.';
  }
  if (values.charset.trim() === '') {
    wrong.charset = 'Enter a character set, like UTF-8.';
  }
  if (values.url.trim() !== '' && !/^https?:\/\/\S+$/i.test(values.url.trim())) {
    wrong.url = 'Enter an address that begins with http:// or https://.';
  }
  return wrong;
}

const DURATION = /^\d{1,9}(ms|s|m|h)$/;
