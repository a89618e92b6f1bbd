import { Radio, SILENT, follow, keep, listening, playable, put, recall, session, settling, volume } from "/floe.js";

const at = (id) => document.getElementById(id);
const page = document.body;
const own = page.dataset.path;
const name = page.dataset.name;
const remembered = "quality." + own;

let now = JSON.parse(page.dataset.now);
let qualities = [];

// Paths: of what was chosen, which may have gone while the station goes on, and of what is heard.
let choice = recall(remembered);
let chosenHere = false;
let heard = own;

const radio = new Radio(show);
const announce = session(radio, play);
const settle = settling(play);

function offered(path) {
  return qualities.find((quality) => quality.path === path);
}

function best() {
  return (offered(choice) ?? offered(own) ?? qualities[0])?.path;
}

function play() {
  heard = best() ?? heard;
  radio.play(heard + location.search);
}

function show() {
  page.dataset.state = radio.state;
  at("play").setAttribute("aria-label", radio.wanted ? "Stop" : "Play");
  document.title = radio.wanted && now.title ? now.title + " \u00b7 " + name : name;
  put(at("words"), radio.words || (now.state === "off" ? "" : qualities.length ? instead() : unheard()));
  mark((radio.wanted && offered(heard) ? heard : best()) ?? "");
  announce(name, now.title);
  settle(radio.wanted && now.state !== "off" && (best() ?? heard) !== heard);
  look();
  wave();
}

function mark(path) {
  if (at("quality").value !== path) {
    at("quality").value = path;
  }
}

/** What was chosen has gone: another one stands in. */
function instead() {
  return radio.wanted && chosenHere && heard !== choice
    ? "The chosen quality is off the air. It goes on with that when it is back."
    : "";
}

function unheard() {
  return now.qualities.length
    ? "This browser cannot play the stream (" + now.qualities[0].label + "). Open its address in a player."
    : "";
}

function told(more) {
  now = { ...now, ...more };
  const onAir = now.state !== "off";
  page.dataset.air = now.state;
  put(at("title"), now.title);
  put(at("state"), { live: "On the air", instead: "On the air", stalled: SILENT, off: "Off the air" }[now.state]);
  put(at("listeners"), onAir && now.listeners !== null ? listening(now.listeners) : "");
  if (more.qualities) {
    offer(more.qualities);
  }
  songs();
  radio.tell(onAir);
  show();
}

function offer(all) {
  qualities = all.filter((quality) => playable(quality.type));
  chosenHere ||= Boolean(offered(choice));
  put(at("facts"), all.map((quality) => quality.label).join(", "));
  at("play").disabled = all.length > 0 && !qualities.length;
  const select = at("quality");
  const options = qualities.map((quality) => new Option(quality.label, quality.path));
  // A list that somebody has opened stays open as long as it is the same.
  if (select.innerHTML !== options.map((option) => option.outerHTML).join("")) {
    select.replaceChildren(...options);
  }
  select.closest("label").hidden = qualities.length < 2;
}

function songs() {
  const before = now.recent.filter((song, i) => i || now.state === "off" || !now.title.startsWith(song.title));
  const list = at("recent");
  const lines = before.map((song) => {
    const line = document.createElement("li");
    const time = document.createElement("time");
    const when = new Date(song.at);
    time.dateTime = when.toISOString();
    time.textContent = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const title = document.createElement("bdi");
    title.textContent = song.title;
    line.append(time, title);
    return line;
  });
  if (list.textContent !== lines.map((line) => line.textContent).join("")) {
    list.replaceChildren(...lines);
  }
  list.closest("section").hidden = !lines.length;
}

// What is heard, drawn as the line of the water. Nothing moves while nothing plays, and nothing at
// all for those who want that.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const canvas = at("wave");
let context = null;
let analyser = null;
let source = null;
let drawing = 0;

function wave() {
  const moving = radio.state === "playing" && !still.matches && "captureStream" in radio.audio;
  if (moving && !drawing) {
    listen();
    drawing = requestAnimationFrame(draw);
  } else if (!moving && drawing) {
    cancelAnimationFrame(drawing);
    drawing = 0;
    source?.disconnect();
    source = null;
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  }
}

// Beside the way to the loudspeaker, which stays the browser's: it goes on when a phone is locked.
function listen() {
  context ??= new AudioContext();
  analyser ??= new AnalyserNode(context, { fftSize: 256, smoothingTimeConstant: 0.85 });
  context.resume();
  const stream = radio.audio.captureStream();
  if (stream.getAudioTracks().length) {
    source = context.createMediaStreamSource(stream);
    source.connect(analyser);
  }
}

function draw() {
  drawing = requestAnimationFrame(draw);
  const scale = devicePixelRatio;
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const pen = canvas.getContext("2d");
  const levels = new Uint8Array(analyser.frequencyBinCount);
  analyser.getByteFrequencyData(levels);
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = getComputedStyle(canvas).color;
  const step = 6 * scale;
  const bars = Math.floor(width / step);
  const line = Math.round(height * 0.66);
  for (let i = 0; i < bars; i++) {
    // Low tones have more room than high ones, as for the ear.
    const level = levels[Math.floor((i / bars) ** 1.6 * levels.length * 0.8)] / 255;
    const up = Math.max(scale, level * line);
    pen.globalAlpha = 1;
    pen.fillRect(i * step, line - up, 3 * scale, up);
    pen.globalAlpha = 0.25;
    pen.fillRect(i * step, line + scale, 3 * scale, (up * (height - line)) / line);
  }
}

at("play").addEventListener("click", () => (radio.wanted ? radio.stop() : play()));
at("quality").addEventListener("change", () => {
  choice = at("quality").value;
  chosenHere = true;
  keep(remembered, choice);
  if (radio.wanted) {
    play();
  }
});
at("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(at("code").textContent);
    put(at("copied"), "Copied");
  } catch {
    // Only over TLS, or on this machine.
    getSelection().selectAllChildren(at("code"));
    put(at("copied"), "Marked: copy it with your keyboard");
  }
});
still.addEventListener("change", show);
volume(radio, at("volume"));
at("controls").hidden = false;
at("copy").hidden = false;

const look = follow(
  "/events?mount=" + page.dataset.query,
  ["now", "more"],
  (kind, data) => told(data),
  () => radio.tell(true),
  () => radio.wanted,
);
told(now);
