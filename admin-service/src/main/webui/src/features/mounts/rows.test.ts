import { describe, expect, it } from 'vitest';
import { EMPTY, type Board, type LiveMount } from '../../live/board';
import { busiest, formatOf, matching, rowsOf, track, type MountView } from './rows';

const configured = (name: string, more: Partial<MountView> = {}): MountView => ({
  name,
  tenant: 'north',
  enabled: true,
  burst: 65536,
  latency: 'normal',
  takeover: 'sameEncoder',
  sourceTimeout: '10s',
  charset: 'ISO-8859-1',
  allowed: [],
  banned: [],
  bannedAgents: [],
  passwordSet: true,
  managed: false,
  ...more,
});

const live = (name: string, more: Partial<LiveMount> = {}): LiveMount => ({
  name,
  tenant: 'north',
  state: 'live',
  contentType: 'audio/mpeg',
  streamName: 'from the encoder',
  genre: '',
  bitrate: 128,
  public: true,
  title: 'Meltwater',
  listeners: 3,
  peak: 4,
  bytesIn: 0,
  bytesOut: 0,
  since: '2026-11-30T01:00:00Z',
  ...more,
});

const board = (...mounts: LiveMount[]): Board => ({
  ...EMPTY,
  known: true,
  connected: true,
  mounts: new Map(mounts.map(m => [m.name, m])),
});

describe('rows', () => {
  it('joins what is configured with what is on the air', () => {
    const rows = rowsOf(
      [
        configured('/off'),
        configured('/on', { streamName: 'North FM' }),
        configured('/no', { enabled: false }),
      ],
      board(live('/on'), live('/fly', { state: 'stalled' })),
    );
    expect(rows.map(r => [r.name, r.state, r.configured !== null])).toEqual([
      ['/fly', 'stalled', false],
      ['/no', 'disabled', true],
      ['/off', 'off', true],
      ['/on', 'live', true],
    ]);
    expect(rows[3]?.streamName).toBe('North FM');
    expect(rows[0]?.streamName).toBe('from the encoder');
  });

  it('does not call off the air what nobody has told of yet', () => {
    expect(rowsOf([configured('/a')], EMPTY)[0]?.state).toBe('unknown');
  });

  it('leaves out what is on the air for other tenants when one is asked for', () => {
    const rows = rowsOf([], board(live('/a'), live('/b', { tenant: 'south' })), 'south');
    expect(rows.map(r => r.name)).toEqual(['/b']);
  });

  it('finds by all words, in any order and case', () => {
    const rows = rowsOf([configured('/jazz')], board(live('/on')));
    expect(matching(rows, 'MELT north', null).map(r => r.name)).toEqual(['/on']);
    expect(matching(rows, 'melt south', null)).toEqual([]);
    expect(matching(rows, '', 'off').map(r => r.name)).toEqual(['/jazz']);
  });

  it('come with the busiest first when that is asked for, and else by name', () => {
    const rows = rowsOf(
      [configured('/off')],
      board(live('/a', { listeners: 1 }), live('/b', { listeners: 9 }), live('/z', { listeners: 0 })),
    );
    expect(busiest(rows).map(r => r.name)).toEqual(['/b', '/a', '/z', '/off']);
    expect(rows.map(r => r.name)).toEqual(['/a', '/b', '/off', '/z']);
  });

  it('keeps up with a thousand mounts', () => {
    const many = Array.from({ length: 1000 }, (_, i) => configured(`/m${i}`));
    expect(rowsOf(many, board(...many.map(m => live(m.name))))).toHaveLength(1000);
  });

  it('has a gap where a mount was off the air', () => {
    const still = { bitsIn: null, bitsOut: null };
    const seen = [
      { ...still, at: 1, listeners: 2, byMount: new Map([['/a', 2]]) },
      { ...still, at: 2, listeners: null, byMount: new Map<string, number>() },
      { ...still, at: 3, listeners: 0, byMount: new Map([['/a', 0]]) },
    ];
    expect(track(seen, '/a')).toEqual([2, null, 0]);
  });

  it('says format and rate', () => {
    expect(formatOf(live('/a'))).toBe('MP3, 128 kbit/s');
    expect(formatOf(live('/a', { bitrate: undefined, contentType: 'audio/x-odd' }))).toBe('audio/x-odd');
  });
});
