import { describe, expect, it } from 'vitest';
import { EMPTY, type Board, type LiveRendition } from '../../live/board';
import { factor, madeAs, rowsOf, type RenditionView } from './rows';
import { bitrates, nearest, RATES, suggested } from './rules';
import { stateWord } from './states';

const view: RenditionView = {
  from: '/live',
  to: '/live.opus',
  tenant: 'north',
  codec: 'opus',
  bitrate: 96,
  onDemand: false,
  sibling: false,
  managed: false,
  state: 'unknown',
};
const board = (report: Partial<LiveRendition>): Board => ({
  ...EMPTY,
  known: true,
  renditions: new Map([
    ['/live.opus', { from: '/live', to: '/live.opus', state: 'running', node: 't-1', ...report }],
  ]),
});

describe('renditions', () => {
  it('are as their transcoder says now, not as they were when asked for', () => {
    expect(rowsOf([view], board({ speed: 41.5, lagMs: 80 }))[0]).toMatchObject({
      state: 'running',
      speed: 41.5,
      lagMs: 80,
      node: 't-1',
      listeners: null,
    });
  });

  it('are unknown when nobody reports them, or reports something of another input', () => {
    expect(rowsOf([{ ...view, state: 'running' }], { ...EMPTY, known: true })[0]?.state).toBe('unknown');
    expect(rowsOf([view], board({ from: '/other' }))[0]?.state).toBe('unknown');
  });

  it('are as the list says until the events begin', () => {
    expect(rowsOf([{ ...view, state: 'failed', reason: 'no' }], EMPTY)[0]).toMatchObject({
      state: 'failed',
      reason: 'no',
    });
  });

  it('of a later release may have states that this console does not know', () => {
    expect(stateWord('dreaming')).toBe('unknown');
    expect(stateWord('toString')).toBe('unknown');
  });

  it('are said in short', () => {
    expect(madeAs(view)).toBe('Opus, 96 kbit/s');
    expect(madeAs({ ...view, codec: 'mp3', sampleRate: 22050, channels: 1 })).toBe(
      'MP3, 96 kbit/s, 22.05 kHz, mono',
    );
    expect(factor(41.6)).toBe('42×');
    expect(factor(1.25)).toBe('1.3×');
  });
});

describe('what can be asked for', () => {
  it('is less at low sample rates', () => {
    expect(bitrates('mp3', 44_100)).toContain(320);
    expect(bitrates('mp3', 22_050)).toContain(144);
    expect(bitrates('mp3', 22_050)).not.toContain(192);
    expect(RATES.opus).toEqual([48_000]);
  });

  it('is the nearest bitrate when the codec changes', () => {
    expect(nearest('mp3', 22_050, 320)).toBe(160);
    expect(nearest('opus', 48_000, 112)).toBe(96);
    expect(nearest('mp3', 44_100, 128)).toBe(128);
  });

  it('has a name', () => {
    expect(suggested('/live', 'opus')).toBe('/live.opus');
    expect(suggested('/north/live.mp3', 'opus')).toBe('/north/live.opus');
    expect(suggested('', 'mp3')).toBe('');
  });
});
