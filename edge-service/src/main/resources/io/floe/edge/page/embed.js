import { Radio, follow, playable, put, session, settling, volume } from "/floe.js";

const at = (id) => document.getElementById(id);
const page = document.body;
const own = page.dataset.path;
const name = page.dataset.name;

let now = JSON.parse(page.dataset.now);
let heard = own;

const radio = new Radio(show);
const announce = session(radio, play);
const settle = settling(play);

function best() {
  const all = now.qualities.filter((quality) => playable(quality.type));
  return (all.find((quality) => quality.path === own) ?? all[0])?.path;
}

function play() {
  heard = best() ?? heard;
  radio.play(heard + location.search);
}

function show() {
  page.dataset.state = radio.state;
  at("play").setAttribute("aria-label", (radio.wanted ? "Stop " : "Play ") + name);
  put(at("title"), radio.words || (now.state === "off" ? "Off the air" : now.title));
  announce(name, now.title);
  settle(radio.wanted && now.state !== "off" && (best() ?? heard) !== heard);
  look();
}

function told(more) {
  now = { ...now, ...more };
  page.dataset.air = now.state;
  radio.tell(now.state !== "off");
  show();
}

at("play").addEventListener("click", () => (radio.wanted ? radio.stop() : play()));
at("play").hidden = false;
volume(radio, at("volume"));

// A page may have many of these, and a browser few connections to one server: the news are followed
// while it plays, and else asked for now and then.
const look = follow(
  "/events?mount=" + page.dataset.query,
  ["now", "more"],
  (kind, data) => told(data),
  () => radio.tell(true),
  () => radio.wanted,
  false,
);

async function ask() {
  if (!radio.wanted && !document.hidden) {
    try {
      const reply = await fetch("/player" + own, { headers: { Accept: "application/json" }, cache: "no-store" });
      told(await reply.json());
    } catch {
      // Once more later.
    }
  }
  setTimeout(ask, 12000 + Math.random() * 6000);
}

setTimeout(ask, 12000 + Math.random() * 6000);
told(now);
