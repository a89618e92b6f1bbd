import { Radio, SILENT, follow, listening, playable, put, session } from "/floe.js";

const main = document.querySelector("main");
let current = null;

// The current one has lost its source. It stays on the page for as long as it is wanted.
let away = false;
let asking = 0;

const radio = new Radio(show);
const announce = session(radio, () => current && play(current));

function play(article) {
  const before = current;
  if (before !== article) {
    const over = away;
    current = article;
    away = false;
    radio.stop();
    // What is on the page is on the air.
    radio.tell(true);
    if (over) {
      before.remove();
    } else if (before) {
      paint(before);
    }
  }
  if (playable(article.dataset.type)) {
    radio.play(article.dataset.path);
  } else {
    radio.stop("This browser cannot play the stream. Open its player for its address.");
  }
}

function show() {
  if (away && !radio.wanted) {
    away = false;
    remove(current);
  }
  if (current) {
    paint(current);
    announce(text(current, "name"), text(current, "title"));
  }
  look();
}

function paint(article) {
  const mine = article === current;
  const wanted = mine && radio.wanted;
  article.dataset.state = mine ? radio.state : "stopped";
  put(article.querySelector(".words"), mine ? radio.words : "");
  article.querySelector("button").setAttribute("aria-label", (wanted ? "Stop " : "Play ") + text(article, "name"));
}

function text(article, part) {
  return article.querySelector("." + part).textContent;
}

function article(mount) {
  return [...main.querySelectorAll("article")].find((each) => each.dataset.mount === mount);
}

function equip(root) {
  for (const button of root.querySelectorAll("article > button[hidden]")) {
    button.hidden = false;
    paint(button.closest("article"));
    button.addEventListener("click", () => {
      const chosen = button.closest("article");
      if (chosen === current && radio.wanted) {
        radio.stop();
      } else {
        play(chosen);
      }
    });
  }
}

function told(mount) {
  const found = article(mount.name);
  if (mount.from) {
    // What is made of another one is chosen on the player of that.
    if (found && found !== current) {
      found.remove();
    }
    return;
  }
  if (!found) {
    if (main.querySelectorAll("article").length < Number(main.dataset.most)) {
      renew();
    }
    return;
  }
  put(found.querySelector(".title"), mount.title);
  put(found.querySelector(".listeners"), listening(mount.listeners));
  put(found.querySelector(".state"), mount.state === "stalled" ? SILENT : "");
  if (found === current) {
    away = false;
    radio.tell(true);
    announce(text(found, "name"), mount.title);
  }
}

function gone(name) {
  const found = article(name);
  if (found && found === current && radio.wanted) {
    away = true;
    ask();
  } else if (found) {
    remove(found);
  }
}

function remove(old) {
  old.remove();
  if (old === current) {
    forget();
  }
  if (!main.querySelector("article")) {
    renew();
  }
}

/** Nothing is chosen any more, and there is nothing that a key would play. */
function forget() {
  current = null;
  radio.stop();
  announce("", "");
}

// Another mount may stand in for one that has lost its source: then its listeners hear that. It need
// not be public, so that the events of this page say nothing of it.
async function ask() {
  const asked = current;
  let now = null;
  try {
    const reply = await fetch("/player" + asked.dataset.path, {
      headers: { Accept: "application/json" },
      cache: "no-store",
    });
    now = reply.ok ? await reply.json() : null;
  } catch {
    // Once more later.
  }
  if (!away || asked !== current) {
    return;
  }
  if (now) {
    put(asked.querySelector(".title"), now.title);
    put(asked.querySelector(".listeners"), now.state === "off" || now.listeners === null ? "" : listening(now.listeners));
    radio.tell(now.state !== "off");
    announce(text(asked, "name"), now.title);
  }
  clearTimeout(asking);
  asking = setTimeout(() => away && ask(), 4000 + Math.random() * 4000);
}

// What is new on the air is on the page, as the server writes it: that is read again, and what is
// playing stays where it is.
let renewing = 0;

function renew() {
  renewing ||= setTimeout(async () => {
    try {
      const reply = await fetch(location.pathname, { cache: "no-store" });
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("main");
      merge(fresh);
    } catch {
      // The events tell when the server is back.
    }
    renewing = 0;
  }, 300 + Math.random() * 700);
}

function merge(fresh) {
  const next = [...fresh.children].map((node) => {
    const here = node.dataset.mount && article(node.dataset.mount);
    return here ? same(here, node) : node;
  });
  if (current && !radio.wanted && !next.includes(current)) {
    forget();
  }
  for (const old of [...main.children]) {
    if (old !== current && !next.includes(old)) {
      old.remove();
    }
  }
  // Nothing that stays is moved: it would lose the focus of the keyboard.
  let at = main.firstElementChild;
  for (const node of next) {
    if (at && at === current && !next.includes(at)) {
      at = at.nextElementSibling;
    }
    if (node === at) {
      at = at.nextElementSibling;
    } else {
      main.insertBefore(node, at);
    }
  }
  equip(main);
}

function same(here, node) {
  here.dataset.path = node.dataset.path;
  here.dataset.type = node.dataset.type;
  for (const part of [".name bdi", ".title", ".facts span", ".listeners", ".state", ".description"]) {
    put(here.querySelector(part), node.querySelector(part).textContent);
  }
  paint(here);
  return here;
}

function heard(kind, data) {
  put(document.querySelector("#trouble"), "");
  switch (kind) {
    case "snapshot": {
      const names = new Set(data.mounts.filter((mount) => !mount.from).map((mount) => mount.name));
      for (const old of main.querySelectorAll("article")) {
        if (!names.has(old.dataset.mount)) {
          gone(old.dataset.mount);
        }
      }
      data.mounts.filter((mount) => !mount.from).slice(0, Number(main.dataset.most)).forEach(told);
      total(data.totals);
      break;
    }
    case "mount":
      told(data);
      break;
    case "gone":
      gone(data.name);
      break;
    default:
      total(data);
  }
}

function total(totals) {
  put(document.querySelector("#listening"), totals.mounts ? totals.listeners.toLocaleString() + " listening" : "");
}

equip(main);
const look = follow(
  "/events",
  ["snapshot", "mount", "gone", "totals"],
  heard,
  () => {
    put(document.querySelector("#trouble"), "The server does not answer. Trying again.");
    radio.tell(true);
  },
  () => radio.wanted,
);
