import { Radio, follow, listening, playable, put, session } from "/floe.js";

const main = document.querySelector("main");
let current = null;

const radio = new Radio(show);
const announce = session(radio, () => current && play(current));

function play(article) {
  const before = current;
  current = article;
  if (before && before !== article) {
    radio.stop();
    paint(before);
  }
  if (playable(article.dataset.type)) {
    radio.play(article.dataset.path);
  } else {
    radio.stop("This browser cannot play the stream. Open its player for its address.");
  }
}

function show() {
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
  put(found.querySelector(".state"), mount.state === "stalled" ? "The encoder is silent" : "");
  if (found === current) {
    radio.tell(true);
    announce(text(found, "name"), mount.title);
  }
}

function gone(name) {
  const found = article(name);
  if (found && found === current && radio.wanted) {
    radio.tell(false);
  } else if (found) {
    found.remove();
    if (found === current) {
      current = null;
    }
    if (!main.querySelector("article")) {
      renew();
    }
  }
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
  const next = [...fresh.childNodes].map((node) => {
    const mount = node.dataset?.mount;
    const here = mount && article(mount);
    return here === current && here ? here : node;
  });
  if (current?.isConnected && radio.wanted && !next.includes(current)) {
    next.push(current);
  } else if (current && !next.includes(current)) {
    current = null;
  }
  // The one that plays is not moved: what comes before it and after it is.
  const place = next.indexOf(current);
  for (const old of [...main.childNodes]) {
    if (old !== current) {
      old.remove();
    }
  }
  if (place < 0) {
    main.append(...next);
  } else {
    current.before(...next.slice(0, place));
    current.after(...next.slice(place + 1));
  }
  equip(main);
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
