// What the pages have in common: one stream that is heard live or not at all, what happens on the
// server, and a few words. Texts of stations are only ever put into pages as text.

const SAY = {
  connecting: "Connecting",
  waiting: "Waiting for the stream",
  again: "The stream has stopped. Trying again.",
  off: "Off the air. It goes on by itself when the station is back.",
  offline: "No connection. Trying again.",
  full: "As many listen as there is room for. Trying again.",
  refused: "The station does not serve this address.",
  login: "The station asks for a name and a password. Open the address of the stream in a player.",
  unplayable: "This browser cannot play the stream. Open its address in a player.",
  press: "The browser wants a click before it plays: press play once more.",
};

/** What is said of a station whose source is connected and sends nothing. */
export const SILENT = "Silent just now";

// How far playing may fall behind before it starts anew at what is live, in ms.
const BEHIND = 6000;

// How long a connection may take until there is something to hear, in ms.
const PATIENCE = 12000;

const SOON = 1500;
const LONGEST = 15000;

/**
 * One stream. It holds a connection only while it is wanted, and each one starts at what is live:
 * there is no pause that goes on with something old. Whatever breaks is tried again, less and less
 * often; while the station is off the air, nothing is tried until the news say that it is back.
 *
 * States: stopped, connecting, playing, again (will be tried), off (waits for the station).
 */
export class Radio {
  audio = new Audio();
  state = "stopped";
  words = "";
  #changed;
  #address = "";
  #wanted = false;
  #onAir = true;
  #turn = 0;
  #timer = 0;
  #tries = 0;
  #failures = 0;
  #resting = false;
  #since = 0;
  #base = null;

  constructor(changed) {
    this.#changed = changed;
    this.audio.preload = "none";
    document.body.append(this.audio);
    const on = (type, handler) =>
      this.audio.addEventListener(type, () => this.#wanted && this.audio.hasAttribute("src") && handler());
    on("playing", () => {
      this.#base ??= { wall: Date.now(), media: this.audio.currentTime };
      this.#tries = 0;
      this.#failures = 0;
      this.#show("playing", "");
    });
    on("waiting", () => this.#base && (this.#onAir ? this.#show("connecting", SAY.waiting) : this.#again("")));
    on("ended", () => this.#again(SAY.again));
    on("error", () => this.#failed());
    // Somebody else has paused it, such as a phone that rings. What follows is live again.
    on("pause", () => this.audio.paused && !this.audio.ended && !this.audio.error && this.stop());
    setInterval(() => this.#look(), 1000);
    addEventListener("online", () => this.state === "again" && this.#connect());
  }

  get wanted() {
    return this.#wanted;
  }

  /** Whether the keys of a keyboard or a headset would go on with it. */
  get resting() {
    return this.#resting;
  }

  play(address) {
    this.#address = address;
    this.#wanted = true;
    this.#tries = 0;
    this.#failures = 0;
    this.#connect();
  }

  stop(words = "") {
    this.#wanted = false;
    this.#drop();
    this.#show("stopped", words);
  }

  /**
   * Stops, and stays what the keys of a keyboard or a headset play. Browsers send them to nobody who
   * has nothing to play: silence stands there, paused. Only for such keys: who was paused because
   * something else is to be heard would silence that.
   */
  rest() {
    this.#wanted = false;
    this.#drop();
    this.#resting = true;
    this.#show("stopped", "");
    const turn = this.#turn;
    this.audio.src = silence();
    this.audio.play().then(
      () => turn === this.#turn && this.audio.pause(),
      () => {},
    );
  }

  /** What the news say: whether there is something to hear. */
  tell(onAir) {
    const back = onAir && !this.#onAir;
    this.#onAir = onAir;
    if (this.#wanted && back && this.state === "off") {
      // Not all listeners at the same moment.
      this.#later(Math.random() * 1000);
    } else if (this.#wanted && !onAir && this.state !== "playing") {
      this.#again("");
    }
  }

  #connect() {
    this.#drop();
    if (!this.#onAir) {
      this.#show("off", SAY.off);
      return;
    }
    const turn = this.#turn;
    this.#since = Date.now();
    this.#show("connecting", this.#tries ? this.words : SAY.connecting);
    this.audio.src = this.#address;
    this.audio.play().catch((refused) => {
      if (turn === this.#turn && refused.name === "NotAllowedError") {
        this.stop(SAY.press);
      }
    });
  }

  /** Lets go of the connection. The address goes too: some browsers would connect once more. */
  #drop() {
    this.#turn++;
    this.#resting = false;
    this.#base = null;
    clearTimeout(this.#timer);
    if (this.audio.hasAttribute("src")) {
      this.audio.pause();
      this.audio.removeAttribute("src");
      this.audio.load();
    }
  }

  #again(words) {
    this.#drop();
    if (!this.#onAir) {
      this.#show("off", SAY.off);
      return;
    }
    this.#tries++;
    this.#show("again", words);
    const most = this.#tries === 1 ? SOON : Math.min(LONGEST, 1000 * 2 ** this.#tries);
    this.#later(most * (0.6 + 0.4 * Math.random()));
  }

  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wanted && this.#connect(), ms);
  }

  /** The element does not say why it failed: the server does. */
  async #failed() {
    const heard = this.#base !== null;
    this.#drop();
    if (heard || !this.#onAir) {
      this.#again(SAY.again);
      return;
    }
    const turn = this.#turn;
    const status = await answer(this.#address);
    if (turn !== this.#turn) {
      return;
    }
    if (status === 206 && ++this.#failures > 2) {
      this.stop(SAY.unplayable);
    } else if (status === 401 || status === 403) {
      this.stop(status === 401 ? SAY.login : SAY.refused);
    } else {
      this.#again({ 0: SAY.offline, 503: SAY.full }[status] ?? SAY.again);
    }
  }

  /** Sleep, stalls and slow lines all show in that less was played than time has passed. */
  #look() {
    if (this.#base) {
      const behind = Date.now() - this.#base.wall - (this.audio.currentTime - this.#base.media) * 1000;
      if (behind > BEHIND) {
        this.#connect();
      } else if (behind < -BEHIND) {
        this.#base = { wall: Date.now(), media: this.audio.currentTime };
      }
    } else if (this.state === "connecting" && Date.now() - this.#since > PATIENCE) {
      this.#again(SAY.again);
    }
  }

  #show(state, words) {
    if (state !== this.state || words !== this.words) {
      this.state = state;
      this.words = words;
      this.#changed(this);
    }
  }
}

/**
 * What the server says to somebody who asks for that; 0 when it says nothing. Who asks for one byte
 * is answered like a listener, and counted as none.
 */
async function answer(address) {
  try {
    const reply = await fetch(address, { cache: "no-store", headers: { Range: "bytes=0-0" } });
    await reply.body?.cancel();
    return reply.status;
  } catch {
    return 0;
  }
}

let still = "";

/** Ten seconds of silence: what is shorter than five has no keys in some browsers. */
function silence() {
  if (!still) {
    const rate = 8000;
    const length = 10 * rate;
    const wav = new DataView(new ArrayBuffer(44 + length));
    const text = (at, letters) => [...letters].forEach((letter, i) => wav.setUint8(at + i, letter.charCodeAt(0)));
    text(0, "RIFF");
    wav.setUint32(4, 36 + length, true);
    text(8, "WAVEfmt ");
    wav.setUint32(16, 16, true);
    wav.setUint16(20, 1, true);
    wav.setUint16(22, 1, true);
    wav.setUint32(24, rate, true);
    wav.setUint32(28, rate, true);
    wav.setUint16(32, 1, true);
    wav.setUint16(34, 8, true);
    text(36, "data");
    wav.setUint32(40, length, true);
    new Uint8Array(wav.buffer, 44).fill(128);
    still = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
  }
  return still;
}

/**
 * Returns what is told whether something else is to be heard than what is: `go` is called when that
 * has been so for some seconds. Streams that only change their maker are back by then, and not all
 * listeners go at the same moment.
 */
export function settling(go) {
  let timer = 0;
  return (other) => {
    if (!other) {
      clearTimeout(timer);
      timer = 0;
    } else {
      timer ||= setTimeout(() => {
        timer = 0;
        go();
      }, 3000 + Math.random() * 2000);
    }
  };
}

/**
 * Follows events while somebody looks, or while `needed` says so: a connection less in every tab
 * that nobody sees. Returns what looks again whether it is needed.
 *
 * @param heard is given the name and the data of each event
 * @param lost is told that nothing is known until the next event
 * @param watched whether it counts that somebody looks
 */
export function follow(address, kinds, heard, lost, needed, watched = true) {
  let source = null;
  let timer = 0;
  let tries = 0;
  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }
  function open() {
    close();
    source = new EventSource(address);
    for (const kind of kinds) {
      source.addEventListener(kind, (event) => {
        tries = 0;
        heard(kind, JSON.parse(event.data));
      });
    }
    source.addEventListener("error", () => {
      lost();
      if (source?.readyState === EventSource.CLOSED) {
        timer = setTimeout(open, Math.min(30000, 2000 * 2 ** tries++) * (0.6 + 0.4 * Math.random()));
      }
    });
  }
  function look() {
    const wanted = needed() || (watched && !document.hidden);
    if (wanted && !source) {
      open();
    } else if (!wanted) {
      close();
    }
  }
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", close);
  addEventListener("pageshow", look);
  look();
  return look;
}

/** Whether this browser says that it may be able to play that type. */
export function playable(type) {
  return new Audio().canPlayType(type) !== "";
}

/** Puts a text where it is not yet: nobody is told of what is the same. */
export function put(element, text) {
  if (element && element.textContent !== text) {
    element.textContent = text;
  }
}

export function listening(count) {
  return count === 1 ? "1 listener" : count.toLocaleString() + " listeners";
}

/** What is remembered between visits, where the browser lets it. */
export function recall(key) {
  try {
    return localStorage.getItem("floe." + key);
  } catch {
    return null;
  }
}

export function keep(key, value) {
  try {
    localStorage.setItem("floe." + key, value);
  } catch {
    // It is heard as well without.
  }
}

/** A slider for the volume, gone where a page has no say in it. */
export function volume(radio, slider) {
  const set = () => {
    radio.audio.volume = (slider.value / 100) ** 2;
    slider.setAttribute("aria-valuetext", slider.value + " %");
  };
  slider.value = recall("volume") ?? 80;
  set();
  if (radio.audio.volume === 1 && slider.value !== "100") {
    slider.closest("label").hidden = true;
    return;
  }
  slider.addEventListener("input", () => {
    set();
    keep("volume", slider.value);
  });
}

/** What the keys of a keyboard, a headset or a lock screen do, and what is shown there. */
export function session(radio, play) {
  const media = navigator.mediaSession;
  if (!media) {
    return () => {};
  }
  for (const [action, handler] of [["play", play], ["pause", () => radio.rest()], ["stop", () => radio.stop()]]) {
    try {
      media.setActionHandler(action, handler);
    } catch {
      // A key that this browser does not know.
    }
  }
  return (name, title) => {
    media.playbackState = radio.wanted ? "playing" : radio.resting && name ? "paused" : "none";
    if (media.playbackState === "none") {
      return;
    }
    media.metadata = new MediaMetadata({
      title: title || name,
      artist: title ? name : "",
      artwork: [{ src: document.querySelector("link[rel=icon]").href }],
    });
  };
}
