"use strict";

// Keeps the page true: reads it again every few seconds and takes over what has changed. Texts are
// only ever copied as text. Listening is never interrupted by a refresh.

const EVERY = 5000;
const main = document.querySelector("main");
const wanted = new WeakSet();
const heard = new WeakSet();

function article(root, mount) {
  return [...root.querySelectorAll("article")].find((a) => a.dataset.mount === mount);
}

function copy(from, to) {
  if (from && to && from.textContent !== to.textContent) {
    to.textContent = from.textContent;
  }
}

function merge(fresh) {
  copy(fresh.querySelector("#listening"), document.querySelector("#listening"));
  const before = main.querySelectorAll("article");
  const after = fresh.querySelectorAll("article");
  if (!before.length || !after.length) {
    if (![...main.querySelectorAll("audio")].some((audio) => wanted.has(audio))) {
      main.replaceChildren(...fresh.querySelector("main").childNodes);
    }
    return;
  }
  for (const old of before) {
    if (!article(fresh, old.dataset.mount) && !wanted.has(old.querySelector("audio"))) {
      old.remove();
    }
  }
  let place = null;
  for (const next of after) {
    const old = article(main, next.dataset.mount);
    if (old) {
      for (const field of next.querySelectorAll("[data-live]")) {
        copy(field, old.querySelector(`[data-live="${field.dataset.live}"]`));
      }
      place = old;
    } else if (place) {
      place.after(next);
      place = next;
    } else {
      main.prepend(next);
      place = next;
    }
  }
}

async function refresh() {
  if (document.hidden) {
    return;
  }
  let ok = false;
  try {
    const reply = await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(EVERY) });
    if (reply.ok) {
      merge(new DOMParser().parseFromString(await reply.text(), "text/html"));
      ok = true;
    }
  } catch {
    // Said below.
  }
  document.querySelector("#trouble").hidden = ok;
}

function trouble(audio, text) {
  const line = audio.closest("article").querySelector(".trouble");
  line.textContent = text;
  line.hidden = !text;
}

function again(audio) {
  audio.closest("article").classList.remove("playing");
  trouble(audio, "The stream has stopped. Trying again.");
  // Not all listeners at the same moment.
  setTimeout(() => {
    if (wanted.has(audio) && audio.isConnected) {
      audio.load();
      audio.play().catch(() => {});
    }
  }, 2000 + Math.random() * 4000);
}

// Media events do not bubble, but they can be captured.
const on = (type, handler) =>
  main.addEventListener(type, (event) => event.target instanceof HTMLMediaElement && handler(event.target), true);

on("play", (audio) => {
  wanted.add(audio);
  for (const other of main.querySelectorAll("audio")) {
    if (other !== audio && !other.paused) {
      other.pause();
    }
  }
});

on("playing", (audio) => {
  heard.add(audio);
  trouble(audio, "");
  audio.closest("article").classList.add("playing");
});

on("pause", (audio) => {
  if (!audio.ended && !audio.error) {
    // Live radio has no pause: let go of the connection, so that the next play is live again.
    wanted.delete(audio);
    audio.closest("article").classList.remove("playing");
    trouble(audio, "");
    audio.load();
  }
});

on("ended", again);

on("error", (audio) => {
  if (!wanted.has(audio)) {
    return;
  }
  if (heard.has(audio)) {
    again(audio);
  } else {
    wanted.delete(audio);
    trouble(audio, "This browser cannot play the stream. Open its address in a player.");
  }
});

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
