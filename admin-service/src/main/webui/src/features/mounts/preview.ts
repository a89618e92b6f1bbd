import { useEffect, useRef, useState } from 'react';

export type Sound = 'silent' | 'connecting' | 'playing' | 'failed';

/** Plays a stream, always from where it is live: who stops it lets go of it. */
export function usePreview(url: string) {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [sound, setSound] = useState<Sound>('silent');

  function letGo() {
    const playing = audio.current;
    audio.current = null;
    if (playing !== null) {
      playing.onplaying = null;
      playing.onerror = null;
      playing.onended = null;
      playing.onwaiting = null;
      playing.pause();
      playing.removeAttribute('src');
      playing.load();
    }
  }

  function fail() {
    letGo();
    setSound('failed');
  }

  function play() {
    letGo();
    const made = new Audio(url);
    audio.current = made;
    made.onplaying = () => setSound('playing');
    made.onwaiting = () => setSound('connecting');
    made.onended = () => {
      letGo();
      setSound('silent');
    };
    made.onerror = fail;
    setSound('connecting');
    made.play().catch(() => {
      if (audio.current === made) {
        fail();
      }
    });
  }

  function stop() {
    letGo();
    setSound('silent');
  }

  // Another page or another mount: the sound ends.
  useEffect(() => letGo, [url]);

  return { sound, play, stop };
}
