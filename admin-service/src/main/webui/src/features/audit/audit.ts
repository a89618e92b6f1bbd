import { useInfiniteQuery } from '@tanstack/react-query';
import { api, body, type Schemas } from '../../api/client';

/** One thing that was done; what it was done to before and after is whatever REST shows of it. */
export type Entry = Omit<Schemas['AuditView'], 'before' | 'after'> & { before?: unknown; after?: unknown };

const PART = 200;

/** What was done, the newest first, part by part. */
export function useAudit() {
  return useInfiniteQuery({
    queryKey: ['audit'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      body(api.GET('/api/v1/audit', { params: { query: { after: pageParam, limit: PART } } })),
    getNextPageParam: last => last.next ?? undefined,
  });
}

/** What kind of thing an entry is about: the mount of `mount /live`. */
export function kindOf(entry: Entry): string {
  return entry.object.split(' ', 1)[0] ?? '';
}

export interface Filter {
  text: string;
  /** Null: every kind. */
  kind: string | null;
  logins: boolean;
}

/** The entries that a filter lets through. */
export function passed(entries: readonly Entry[], { text, kind, logins }: Filter): Entry[] {
  const wanted = text.trim().toLowerCase();
  return entries.filter(
    entry =>
      (logins || entry.action !== 'login') &&
      (kind === null || kindOf(entry) === kind) &&
      [entry.actor, entry.action, entry.object, entry.tenant ?? '', entry.address ?? ''].some(word =>
        word.toLowerCase().includes(wanted),
      ),
  );
}

export interface Difference {
  field: string;
  /** Null: it was not there. */
  before: string | null;
  /** Null: it is gone. */
  after: string | null;
}

/** What is different after it, field by field; of something that was made or deleted all of it. */
export function differences(entry: Pick<Entry, 'before' | 'after'>): Difference[] {
  const before = fields(entry.before);
  const after = fields(entry.after);
  return [...new Set([...before.keys(), ...after.keys()])]
    .map(field => ({ field, before: before.get(field) ?? null, after: after.get(field) ?? null }))
    .filter(each => each.before !== each.after);
}

/** Whether it was too long for the log. */
export function cut(entry: Pick<Entry, 'before' | 'after'>): boolean {
  return [entry.before, entry.after].some(
    each => typeof each === 'object' && each !== null && 'cut' in each && each.cut === true,
  );
}

function fields(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) {
    return new Map();
  }
  const found = new Map<string, string>();
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      fields(inner, `${path}${name}.`).forEach((text, field) => found.set(field, text));
    } else if (inner !== null) {
      found.set(path + name, words(inner));
    }
  }
  return found;
}

function words(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0
      ? 'none'
      : value.map(each => (typeof each === 'object' ? JSON.stringify(each) : String(each))).join(', ');
  }
  return String(value);
}

const MOST_SHOWN = 2;

/** The differences in a line, if there are few. */
export function summary(entry: Entry): string {
  if (entry.before === undefined || entry.after === undefined) {
    return '';
  }
  const all = differences(entry);
  const shown = all
    .slice(0, MOST_SHOWN)
    .map(({ field, before, after }) => `${field}: ${short(before)} → ${short(after)}`)
    .join('; ');
  return all.length > MOST_SHOWN ? `${shown}; and ${all.length - MOST_SHOWN} more` : shown;
}

const MOST_CHARS = 40;

function short(text: string | null): string {
  return text === null ? 'nothing' : text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
}
