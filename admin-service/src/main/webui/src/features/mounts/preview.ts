import { useEffect, useRef, useState } from 'react';

/** `blocked`: this page was loaded before it was known where listeners listen. */
export type Sound = 'silent' | 'connecting' | 'playing' | 'failed' | 'blocked';

const LOOK_MS = 1_000;

/** Looks without a sound after which it says that it waits, and after which it gives up. */
const WAITS = 3;
const GIVES_UP = 20;

/** Plays a stream, always from where it is live: who stops it lets go of it. */
export function usePreview(url: string) {
  const audio = useRef<HTMLAudioElement | null>(null);
  const leave = useRef<() => void>(() => {});
  const [sound, setSound] = useState<Sound>('silent');

  function letGo() {
    const playing = audio.current;
    audio.current = null;
    leave.current();
    leave.current = () => {};
    if (playing !== null) {
      playing.onplaying = null;
      playing.onerror = null;
      playing.onended = null;
      playing.onwaiting = null;
      playing.onpause = null;
      playing.pause();
      playing.removeAttribute('src');
      playing.load();
    }
  }

  function end(as: Sound) {
    letGo();
    setSound(as);
  }

  function play() {
    letGo();
    const made = new Audio(url);
    audio.current = made;
    leave.current = watch(made, {
      waits: () => setSound('connecting'),
      plays: () => setSound('playing'),
      gone: () => end('failed'),
      forbidden: () => end('blocked'),
    });
    made.onplaying = () => setSound('playing');
    made.onwaiting = () => setSound('connecting');
    made.onended = () => end('silent');
    // Keys of the keyboard and the system stop it too; what goes on then would be late.
    made.onpause = () => end('silent');
    made.onerror = () => end('failed');
    setSound('connecting');
    made.play().catch(() => {
      if (audio.current === made) {
        end('failed');
      }
    });
  }

  // Another page or another mount: the sound ends.
  useEffect(() => letGo, [url]);

  return { sound, play, stop: () => end('silent') };
}

/** Watches what no event of the element itself tells; until what this gives is called. */
export function watch(
  audio: Pick<HTMLAudioElement, 'currentTime'>,
  told: { waits: () => void; plays: () => void; gone: () => void; forbidden: () => void },
): () => void {
  let at = audio.currentTime;
  let still = 0;
  const look = setInterval(() => {
    if (audio.currentTime !== at) {
      at = audio.currentTime;
      if (still >= WAITS) {
        told.plays();
      }
      still = 0;
    } else if (++still === WAITS) {
      told.waits();
    } else if (still === GIVES_UP) {
      told.gone();
    }
  }, LOOK_MS);
  const forbidden = (event: SecurityPolicyViolationEvent) => {
    if (event.effectiveDirective === 'media-src') {
      told.forbidden();
    }
  };
  document.addEventListener('securitypolicyviolation', forbidden);
  return () => {
    clearInterval(look);
    document.removeEventListener('securitypolicyviolation', forbidden);
  };
}
