import { urlPath } from './names';

/** The addresses that listeners have for a mount. */
export interface Places {
  stream: string;
  player: string;
  embed: string;
  playlists: readonly { kind: string; url: string }[];
}

/** @param listen how URLs of mounts start */
export function placesOf(listen: string, mount: string): Places {
  const path = urlPath(mount);
  return {
    stream: `${listen}${path}`,
    player: `${listen}/player${path}`,
    embed: `${listen}/embed${path}`,
    playlists: ['m3u', 'pls', 'xspf'].map(kind => ({ kind, url: `${listen}${path}.${kind}` })),
  };
}

/** HTML that puts the player of a mount into any page. */
export function embedCode(places: Places, streamName: string): string {
  return `<iframe src="${escaped(places.embed)}" title="${escaped(streamName)}" width="100%" height="80" loading="lazy" style="border:0"></iframe>`;
}

/** Whether a browser would take that for an address to go to. */
export function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
