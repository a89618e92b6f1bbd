import { State } from '../parts/State';
import { useBoard } from './LiveProvider';

/** Whether what is shown is what is. */
export function LiveState() {
  const { connected, known } = useBoard();
  return (
    <div role="status" style={{ padding: '0 0.5rem' }}>
      {connected ? (
        <State kind="live">Live</State>
      ) : (
        <State kind={known ? 'bad' : 'idle'}>{known ? 'Not live: connecting again' : 'Connecting'}</State>
      )}
    </div>
  );
}
