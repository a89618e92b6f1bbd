import { describe, expect, it } from 'vitest';
import { setups, type Setup, type Sound, type Target } from './encoders';

const target: Target = {
  host: 'radio.example',
  port: 8000,
  shoutcastPort: 8001,
  mount: '/live',
  password: 'kA7pq2',
};

function setup(id: string, more: Partial<Target> = {}, sound: Sound = 'mp3'): Setup {
  const found = setups({ ...target, ...more }, sound).find(each => each.id === id);
  if (found === undefined) {
    throw new Error(`there is no ${id}`);
  }
  return found;
}

const field = (from: Setup, label: string) => from.fields.find(([name]) => name === label)?.[1];

describe('settings of encoders', () => {
  it('are there for those that people have', () => {
    expect(setups(target, 'mp3').map(s => s.name)).toEqual([
      'BUTT',
      'OBS',
      'Mixxx',
      'Liquidsoap',
      'ffmpeg',
      'Others',
    ]);
  });

  it.each(setups({ ...target, password: null }, 'opus'))(
    'of $name have a placeholder for a lost password',
    each => {
      expect(JSON.stringify(each)).toContain('PASSWORD');
    },
  );

  it('name host, port, mount, user and password as each calls them', () => {
    expect(Object.fromEntries(setup('butt').fields)).toMatchObject({
      Name: 'live',
      Address: 'radio.example',
      Port: '8000',
      'IceCast mountpoint': '/live',
      'IceCast user': 'source',
      Password: 'kA7pq2',
    });
    expect(Object.fromEntries(setup('mixxx').fields)).toMatchObject({ Login: 'source', Mount: '/live' });
    expect(field(setup('obs'), 'File path or URL')).toBe('icecast://source:kA7pq2@radio.example:8000/live');
    expect(field(setup('other'), 'SHOUTcast v1 password')).toBe('/live:kA7pq2');
  });

  it('have a name for BUTT, which adds no server without one', () => {
    expect(field(setup('butt', { mount: '/north/jäzz.mp3' }), 'Name')).toBe('north-jäzz.mp3');
    expect(field(setup('butt', { mount: '/a;[b]=c' }), 'Name')).toBe('a-b-c');
  });

  it('name the SHOUTcast port that encoders add 1 to', () => {
    const named = setup('other', { port: 8000, shoutcastPort: 8001 });
    expect(field(named, 'SHOUTcast v1 port')).toBe('8000');
    expect(named.then).toContain('one that does not wants 8001');
    expect(field(setup('other', { shoutcastPort: 9001 }), 'SHOUTcast v1 port')).toBe('9000');
  });

  it('leave SHOUTcast out where there is none', () => {
    const without = setup('other', { shoutcastPort: null });
    expect(JSON.stringify(without)).not.toContain('SHOUTcast');
  });

  it('choose a container of OBS that has Opus among its encoders', () => {
    expect(field(setup('obs', {}, 'opus'), 'Container Format')).toBe('opus (Audio)');
    expect(field(setup('obs'), 'Container Format')).toBe('mp3');
  });

  it('have the sample rate without which Mixxx makes no Opus', () => {
    expect(setup('mixxx', {}, 'opus').fields).toContainEqual([
      'Sample Rate, under Sound Hardware',
      '48000 Hz',
    ]);
    expect(setup('mixxx', {}, 'opus').then).toContain('Mixxx 2.3.5 or newer');
    expect(JSON.stringify(setup('mixxx'))).not.toContain('48000');
  });

  it('are one command for ffmpeg, which no shell takes apart', () => {
    expect(setup('ffmpeg').paste?.text).toBe(
      'ffmpeg -re -stream_loop -1 -i music.mp3 -vn -c:a libmp3lame -b:a 128k' +
        ' -content_type audio/mpeg -f mp3 icecast://source:kA7pq2@radio.example:8000/live',
    );
    const odd = setup('ffmpeg', { password: "$(x)' &", mount: '/$a;b' }).paste?.text ?? '';
    expect(odd.split(' ').at(-1)).toBe("'icecast://source:%24%28x%29%27%20%26@radio.example:8000/%24a%3Bb'");
  });

  it('are a script for Liquidsoap, out of which no password breaks', () => {
    const script = setup('liquidsoap', { password: 'a"b\\c#{x}' }, 'opus').paste?.text ?? '';
    expect(script).toContain('%opus(bitrate=96)');
    expect(script).toContain('password="a\\"b\\\\c#" ^ "{x}",');
    expect(script).not.toContain('#{');
    const more = setup('liquidsoap', { password: '##{#{' }).paste?.text ?? '';
    expect(more).toContain('password="##" ^ "{#" ^ "{",');
  });

  it('take the brackets off an IPv6 address where only a host is asked for', () => {
    expect(field(setup('butt', { host: '[::1]' }), 'Address')).toBe('::1');
    expect(field(setup('obs', { host: '[::1]' }), 'File path or URL')).toContain('@[::1]:8000/');
  });
});
