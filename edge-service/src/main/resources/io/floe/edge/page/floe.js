"use strict";

// Keeps the page true: reads it again every few seconds and takes over what has changed. Texts are
// only ever copied as text. Listening is never interrupted by a refresh.

const EVERY = 5000;
const main = document.querySelector("main");
const wanted = new WeakSet();
const heard = new WeakSet();

// A timeline and a download menu make no sense for live radio: one button replaces the browser's
// controls, which stay for those without this script.
function equip(root) {
  for (const audio of root.querySelectorAll("audio[controls]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => (wanted.has(audio) ? stop(audio) : play(audio)));
    audio.before(button);
    audio.controls = false;
    audio.dataset.src = audio.getAttribute("src");
    show(audio, "stopped");
  }
}

function show(audio, state) {
  const article = audio.closest("article");
  article.dataset.state = state;
  const button = article.querySelector("button");
  if (button) {
    button.setAttribute("aria-label", (state === "stopped" ? "Play " : "Stop ") + audio.getAttribute("aria-label"));
  }
}

function play(audio) {
  audio.src = audio.dataset.src;
  audio.play().catch(() => {});
}

// Live radio has no pause: stop lets go of the connection, so that the next play is live again. The
// address goes too, because some browsers would connect once more and leave it at that.
function stop(audio) {
  wanted.delete(audio);
  show(audio, "stopped");
  trouble(audio, "");
  audio.removeAttribute("src");
  audio.load();
}

function article(root, mount) {
  return [...root.querySelectorAll("article")].find((a) => a.dataset.mount === mount);
}

function copy(from, to) {
  if (from && to && from.textContent !== to.textContent) {
    to.textContent = from.textContent;
  }
}

function merge(fresh) {
  change(fresh);
  equip(main);
}

function change(fresh) {
  copy(fresh.querySelector("#listening"), document.querySelector("#listening"));
  const before = main.querySelectorAll("article");
  const after = fresh.querySelectorAll("article");
  if (!before.length || !after.length) {
    const same = main.textContent === fresh.querySelector("main").textContent;
    if (!same && ![...main.querySelectorAll("audio")].some((audio) => wanted.has(audio))) {
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
  show(audio, "waiting");
  trouble(audio, "The stream has stopped. Trying again.");
  // Not all listeners at the same moment.
  setTimeout(() => {
    if (wanted.has(audio) && audio.isConnected) {
      play(audio);
    }
  }, 2000 + Math.random() * 4000);
}

// Media events do not bubble, but they can be captured.
const on = (type, handler) =>
  main.addEventListener(type, (event) => event.target instanceof HTMLMediaElement && handler(event.target), true);

on("play", (audio) => {
  wanted.add(audio);
  show(audio, "waiting");
  for (const other of main.querySelectorAll("audio")) {
    if (other !== audio && wanted.has(other)) {
      stop(other);
    }
  }
});

on("playing", (audio) => {
  heard.add(audio);
  trouble(audio, "");
  show(audio, "playing");
});

on("pause", (audio) => {
  if (!audio.ended && !audio.error) {
    stop(audio);
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
    stop(audio);
    trouble(audio, "This browser cannot play the stream. Open its address in a player.");
  }
});

equip(main);
setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
