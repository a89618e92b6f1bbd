import { describe, expect, it } from 'vitest';
import { mountPage, nameProblem, urlPath, withSlash } from './names';

describe('names of mounts', () => {
  it.each(['/live', '/north/jazz.mp3', '/é', '/a$b', '/adminx', '/status', '/q2', '/.hidden'])(
    'takes %s',
    name => {
      expect(nameProblem(name)).toBeNull();
    },
  );

  it.each([
    ['', 'starts with /'],
    ['/', 'starts with /'],
    ['live', 'starts with /'],
    ['/a b', 'spaces'],
    ['/a\u00a0b', 'spaces'],
    ['/a\u200bb', 'control characters'],
    ['/a\tb', 'control characters'],
    ['/a?b', 'no ? in it'],
    ["/a'b", "no ' in it"],
    ['/a%20b', 'no % in it'],
    ['/a\u{1f3b5}', 'no \u{1f3b5} in it'],
    ['/a//b', 'slashes'],
    ['/a/', 'slashes'],
    ['/a/../b', 'slashes'],
    ['/.', 'slashes'],
    ['/admin', 'own pages'],
    ['/api/v1', 'own pages'],
    ['/.well-known/x', 'own pages'],
    ['/7.xsl', 'own pages'],
    ['/' + 'é'.repeat(100), '200 bytes'],
  ])('refuses %j because of %j', (name, why) => {
    expect(nameProblem(name)).toContain(why);
  });

  it('has room for 200 bytes', () => {
    expect(nameProblem('/' + 'a'.repeat(199))).toBeNull();
    expect(nameProblem('/' + 'a'.repeat(200))).toContain('200 bytes');
  });

  it('gives a slash to those who leave it out', () => {
    expect(withSlash(' live ')).toBe('/live');
    expect(withSlash('/live')).toBe('/live');
    expect(withSlash('')).toBe('');
  });

  it('keeps inner slashes within one part of the address of a page, and of a URL where they are', () => {
    expect(mountPage('/north/jazz.mp3', 'connect')).toBe('/mounts/north%2Fjazz.mp3/connect');
    expect(urlPath('/north/é$(1)')).toBe('/north/%C3%A9$(1)');
  });
});
