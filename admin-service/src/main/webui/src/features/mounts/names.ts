/** The longest name of a mount, in bytes of UTF-8. */
const MAX_BYTES = 200;
const FORBIDDEN = '?#"\'<>\\`{}|%&';

const RESERVED_TREES = new Set(['admin', 'api', 'q', 'embed', 'player', 'explore', 'events', '.well-known']);
const RESERVED_PAGES = new Set([
  '/status-json.xsl',
  '/status.xsl',
  '/7.xsl',
  '/server_version.xsl',
  '/auth.xsl',
  '/admin.cgi',
  '/favicon.ico',
  '/floe.css',
  '/floe.js',
  '/robots.txt',
]);

/** What is wrong with a name for a new mount, as the service would say it; null: nothing. */
export function nameProblem(name: string): string | null {
  if (name.length < 2 || !name.startsWith('/')) {
    return 'A mount name starts with / and goes on with at least one letter or digit, like /live.';
  }
  if (new TextEncoder().encode(name).length > MAX_BYTES) {
    return `A mount name has at most ${MAX_BYTES} bytes.`;
  }
  if (/[\s\p{Cc}\p{Cf}\p{Cs}\uFFFD]/u.test(name)) {
    return 'A mount name has no spaces and no control characters.';
  }
  const bad = [...name].find(c => FORBIDDEN.includes(c) || c.length > 1);
  if (bad !== undefined) {
    return `A mount name has no ${bad} in it.`;
  }
  if (
    name
      .slice(1)
      .split('/')
      .some(s => s === '' || s === '.' || s === '..')
  ) {
    return 'Between two slashes of a mount name, and after the last, stands something other than . and ..';
  }
  if (RESERVED_PAGES.has(name) || RESERVED_TREES.has(name.slice(1).split('/')[0] ?? '')) {
    return 'This name belongs to Floe’s own pages. Choose another.';
  }
  return null;
}

/** What somebody types, with the slash that they may have left out. */
export function withSlash(typed: string): string {
  const name = typed.trim();
  return name === '' || name.startsWith('/') ? name : `/${name}`;
}

/** A mount as REST addresses it; the client encodes it. */
export function restName(mount: string): string {
  return mount.slice(1);
}

/** Where the console shows a mount. */
export function mountPage(mount: string, tab?: string): string {
  return `/mounts/${encodeURIComponent(restName(mount))}${tab === undefined ? '' : `/${tab}`}`;
}

/** A mount as the path of a URL, as edges write it. */
export function urlPath(mount: string): string {
  return encodeURI(mount);
}
