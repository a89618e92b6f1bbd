import { describe, expect, it } from 'vitest';
import { embedCode, isWeb, placesOf } from './listen';

describe('where a mount is heard', () => {
  it('is below what addresses say', () => {
    const places = placesOf('https://radio.example', '/north/é');
    expect(places.stream).toBe('https://radio.example/north/%C3%A9');
    expect(places.player).toBe('https://radio.example/player/north/%C3%A9');
    expect(places.playlists.map(p => p.url)).toContain('https://radio.example/north/%C3%A9.xspf');
  });

  it('is embedded without anything of a hostile stream name getting out of its attribute', () => {
    const code = embedCode(placesOf('http://a.example', '/live'), '"><script>alert(1)</script>');
    const made = new DOMParser().parseFromString(code, 'text/html');
    expect(made.querySelectorAll('script')).toHaveLength(0);
    expect(made.querySelector('iframe')?.title).toBe('"><script>alert(1)</script>');
    expect(made.querySelector('iframe')?.src).toBe('http://a.example/embed/live');
  });

  it('links to web addresses alone', () => {
    expect(isWeb('https://a.example')).toBe(true);
    expect(isWeb('javascript:alert(1)')).toBe(false);
  });
});
