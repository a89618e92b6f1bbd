export type RenditionState = 'waiting' | 'queued' | 'idle' | 'running' | 'silent' | 'failed' | 'unknown';

/** What becomes of a rendition, in the words of the service. */
export const RENDITION_STATES: Record<
  RenditionState,
  { word: string; kind: 'live' | 'good' | 'bad' | 'idle'; means: string }
> = {
  running: { word: 'Running', kind: 'live', means: 'On the air.' },
  silent: {
    word: 'Silent',
    kind: 'bad',
    means: 'On the air with silence, because the input has none to give.',
  },
  idle: { word: 'Idle', kind: 'good', means: 'Ready, but not encoded while nobody listens.' },
  waiting: { word: 'Waiting', kind: 'idle', means: 'Its input is not on the air.' },
  queued: { word: 'Queued', kind: 'bad', means: 'No transcoder has room for it: start another one.' },
  failed: { word: 'Failed', kind: 'bad', means: 'It cannot be made; the reason says why.' },
  unknown: {
    word: 'Unknown',
    kind: 'idle',
    means: 'No transcoder reports it: none is up, it was made a second ago, or its mount is disabled.',
  },
};

/** A state that may come from a later release. */
export function stateWord(state: string | undefined): RenditionState {
  return state !== undefined && Object.hasOwn(RENDITION_STATES, state)
    ? (state as RenditionState)
    : 'unknown';
}
