/** Where an encoder is to send. */
export interface Target {
  /** As it stands in a URL: IPv6 addresses with brackets. */
  host: string;
  port: number;
  shoutcastPort: number | null;
  mount: string;
  /** Null: nobody knows it any more. */
  password: string | null;
}

/** What it is to send. */
export type Sound = 'mp3' | 'opus';

/** How to set one encoder up. */
export interface Setup {
  id: string;
  name: string;
  /** Where its settings are. */
  where: string;
  fields: readonly (readonly [label: string, value: string])[];
  /** Something to paste as a whole. */
  paste?: { label: string; text: string };
  /** What remains to be done. */
  then: string;
}

/** Stands for a password that only a hash is left of. */
export const PLACEHOLDER = 'PASSWORD';
const USER = 'source';
const KBITS: Record<Sound, number> = { mp3: 128, opus: 96 };
const TYPES: Record<Sound, string> = { mp3: 'audio/mpeg', opus: 'application/ogg' };

/** Settings of the encoders that people have. */
export function setups(target: Target, sound: Sound): Setup[] {
  return [
    butt(target, sound),
    obs(target, sound),
    mixxx(target, sound),
    liquidsoap(target, sound),
    ffmpeg(target, sound),
    other(target, sound),
  ];
}

function butt(target: Target, sound: Sound): Setup {
  return {
    id: 'butt',
    name: 'BUTT',
    where: 'Open Settings, the tab Main, and press ADD below Server.',
    fields: [
      ['Name', plain(target.mount)],
      ['Type', 'Icecast'],
      ['Address', bare(target.host)],
      ['Port', String(target.port)],
      ['Password', secret(target)],
      ['IceCast mountpoint', target.mount],
      ['IceCast user', USER],
      ['Codec, on the tab Audio', sound === 'mp3' ? 'MP3' : 'OPUS'],
      ['Bitrate, on the tab Audio', `${KBITS[sound]}k`],
    ],
    then: 'Press ADD, choose codec and bitrate below Streaming on the tab Audio, press Save on the tab Main, then the play button.',
  };
}

function obs(target: Target, sound: Sound): Setup {
  return {
    id: 'obs',
    name: 'OBS',
    where: 'Open Settings, Output, choose the output mode Advanced, and go to the tab Recording.',
    fields: [
      ['Type', 'Custom Output (FFmpeg)'],
      ['FFmpeg Output Type', 'Output to URL'],
      ['File path or URL', url(target)],
      ['Container Format', sound === 'mp3' ? 'mp3' : 'opus (Audio)'],
      ['Muxer Settings', `content_type=${TYPES[sound]}`],
      ['Video Encoder', 'Disable Encoder'],
      ['Audio Bitrate', `${KBITS[sound]} Kbps`],
      ['Audio Encoder', sound === 'mp3' ? 'libmp3lame' : 'libopus'],
    ],
    then: 'Press OK, then Start Recording: that sends, while Start Streaming is for video sites. When it asks whether to go on without video sources, press Yes. OBS sends no titles, and does not connect again by itself: after an error, start recording again. Releases before OBS 28 may send nothing without video.',
  };
}

function mixxx(target: Target, sound: Sound): Setup {
  return {
    id: 'mixxx',
    name: 'Mixxx',
    where: 'Open Preferences, Live Broadcasting.',
    fields: [
      ['Type', 'Icecast 2'],
      ['Host', bare(target.host)],
      ['Login', USER],
      ['Mount', target.mount],
      ['Port', String(target.port)],
      ['Password', secret(target)],
      ['Bitrate', `${KBITS[sound]} kbps`],
      ['Format', sound === 'mp3' ? 'MP3' : 'Opus'],
      ...(sound === 'mp3' ? [] : [['Sample Rate, under Sound Hardware', '48000 Hz'] as const]),
    ],
    then:
      'Tick Use UTF-8 encoding for metadata, or titles lose letters. Press OK, then choose Options, Enable Live Broadcasting.' +
      (sound === 'mp3' ? '' : ' Opus needs Mixxx 2.3.5 or newer: older ones connect and send nothing.'),
  };
}

function liquidsoap(target: Target, sound: Sound): Setup {
  const lines = [
    'radio = mksafe(playlist("~/music"))',
    '',
    'output.icecast(',
    sound === 'mp3' ? `  %mp3(bitrate=${KBITS.mp3}),` : `  %opus(bitrate=${KBITS.opus}),`,
    `  host=${quoted(bare(target.host))},`,
    `  port=${target.port},`,
    `  user=${quoted(USER)},`,
    `  password=${quoted(secret(target))},`,
    `  mount=${quoted(target.mount)},`,
    '  radio',
    ')',
  ];
  return {
    id: 'liquidsoap',
    name: 'Liquidsoap',
    where: 'Write this into a file like radio.liq.',
    fields: [],
    paste: { label: 'Liquidsoap script', text: lines.join('\n') },
    then: 'Put your own source where radio is, and start it with: liquidsoap radio.liq',
  };
}

function ffmpeg(target: Target, sound: Sound): Setup {
  const codec = sound === 'mp3' ? 'libmp3lame' : 'libopus';
  const parts = [
    'ffmpeg -re -stream_loop -1 -i music.mp3 -vn',
    `-c:a ${codec} -b:a ${KBITS[sound]}k`,
    `-content_type ${TYPES[sound]} -f ${sound === 'mp3' ? 'mp3' : 'ogg'}`,
    forShell(url(target)),
  ];
  return {
    id: 'ffmpeg',
    name: 'ffmpeg',
    where: 'Run this in a terminal. It plays the file music.mp3 over and over.',
    fields: [],
    paste: { label: 'ffmpeg command', text: parts.join(' ') },
    then: 'Put your own input where music.mp3 is; -re is for files, leave it out for a sound card.',
  };
}

function other(target: Target, sound: Sound): Setup {
  const fields: [string, string][] = [
    ['Server type', 'Icecast 2'],
    ['Host', bare(target.host)],
    ['Port', String(target.port)],
    ['Mount', target.mount],
    ['User', USER],
    ['Password', secret(target)],
    ['Content type', TYPES[sound]],
    ['URL', url(target)],
  ];
  const shoutcast = target.shoutcastPort;
  if (shoutcast !== null) {
    fields.push(
      ['SHOUTcast v1 port', String(shoutcast - 1)],
      ['SHOUTcast v1 password', `${target.mount}:${secret(target)}`],
    );
  }
  return {
    id: 'other',
    name: 'Others',
    where: 'Any encoder that knows Icecast 2 can be used. Look for these settings in it.',
    fields,
    then:
      shoutcast === null
        ? 'It is on the air as soon as it sends sound.'
        : `Encoders that know SHOUTcast v1 alone take the port and the password of the last two lines. Most of them add 1 to the port by themselves; one that does not wants ${shoutcast}.`,
  };
}

function secret(target: Target): string {
  return target.password ?? PLACEHOLDER;
}

/** A name that any program takes, for what has the name of a mount. */
function plain(mount: string): string {
  return mount.slice(1).replace(/[^\p{L}\p{N}._-]+/gu, '-');
}

/** A host as fields take it that are for a host alone. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function url(target: Target): string {
  const password = encodeURIComponent(secret(target)).replace(/[!'()*]/g, percent);
  return `icecast://${USER}:${password}@${target.host}:${target.port}${encodeURI(target.mount).replace(/[!'()*$;]/g, percent)}`;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * A string of Liquidsoap. It takes #{...} for a part of the program to run, and escaping does not help
 * against that: only two strings that are joined do.
 */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/#(?=\{)/g, '#" ^ "')}"`;
}

/** A word of a command line: without quotes where no shell would want them. */
function forShell(word: string): string {
  return /^[A-Za-z0-9:/@._+=,~-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;
}
