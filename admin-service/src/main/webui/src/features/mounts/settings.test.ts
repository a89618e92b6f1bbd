import { describe, expect, it } from 'vitest';
import type { MountView } from './rows';
import { changesOf, mistakes, mistakesOf, settingsOf } from './settings';

const mount: MountView = {
  name: '/live',
  tenant: 'north',
  enabled: true,
  streamName: 'North FM',
  burst: 65536,
  latency: 'normal',
  maxListeners: 100,
  takeover: 'sameEncoder',
  sourceTimeout: '10s',
  charset: 'ISO-8859-1',
  allowed: ['10.0.0.0/8', '192.0.2.7'],
  banned: [],
  bannedAgents: [],
  auth: { listenerAdd: 'http://a.example/add', timeout: '5s', whenDown: 'deny', cache: '0s', header: 'x: 1' },
  passwordSet: true,
  managed: false,
};
const before = settingsOf(mount);

describe('changes of settings', () => {
  it('are none where nothing is different', () => {
    expect(changesOf(before, { ...before })).toEqual({});
    expect(changesOf(before, { ...before, allowed: '10.0.0.0/8\n\n 192.0.2.7 \n' })).toEqual({});
  });

  it('are what is different alone', () => {
    expect(changesOf(before, { ...before, genre: ' jazz ', burst: 0 })).toEqual({ genre: 'jazz', burst: 0 });
  });

  it('take back what is emptied', () => {
    expect(changesOf(before, { ...before, streamName: '', maxListeners: '', allowed: '' })).toEqual({
      streamName: null,
      maxListeners: null,
      allowed: [],
    });
  });

  it('know three ways to be public', () => {
    expect(changesOf(before, { ...before, public: 'no' })).toEqual({ public: false });
    expect(changesOf(before, { ...before, public: 'yes' })).toEqual({ public: true });
    const hidden = settingsOf({ ...mount, public: false });
    expect(hidden.public).toBe('no');
    expect(changesOf(hidden, { ...hidden, public: 'source' })).toEqual({ public: null });
  });

  it('send hooks as a whole, and none without an address', () => {
    expect(changesOf(before, { ...before, whenDown: 'allow' })).toEqual({
      auth: {
        listenerAdd: 'http://a.example/add',
        header: 'x: 1',
        timeout: '5s',
        whenDown: 'allow',
        cache: '0s',
      },
    });
    expect(changesOf(before, { ...before, listenerAdd: ' ' })).toEqual({ auth: null });
  });

  it('stay what they are when somebody else changes another field meanwhile', () => {
    const theirs = settingsOf({ ...mount, genre: 'theirs' });
    expect(changesOf(before, { ...before, description: 'mine' })).toEqual({ description: 'mine' });
    expect(theirs.genre).toBe('theirs');
  });
});

describe('mistakes in settings', () => {
  it('of hooks land at the field that they name', () => {
    expect(
      mistakesOf([
        { field: 'auth', message: 'has a timeout that is between 1s and 8s' },
        { field: 'burst', message: 'is a whole number' },
        { field: 'auth', message: 'is an object, or null' },
      ]),
    ).toEqual({
      timeout: 'is between 1s and 8s',
      burst: 'is a whole number',
      auth: 'is an object, or null',
    });
  });

  it('are seen before anything is sent', () => {
    expect(mistakes(before)).toEqual({});
    expect(
      Object.keys(
        mistakes({ ...before, burst: '', sourceTimeout: '10', maxDuration: 'long', url: 'radio.example' }),
      ),
    ).toEqual(['burst', 'sourceTimeout', 'maxDuration', 'url']);
  });
});
