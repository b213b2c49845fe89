// The sheet of the day out of reach: each tick is written down on the telephone first and sent as soon as it can be.
// Every tick has a key of its own, by which the server does it once however often it comes.

const copy = document.getElementById("copy");
const told = copy.querySelector("[data-told]");
const code = location.pathname.split("/").filter(Boolean).pop();
const MINE = `hervest-tick/${copy.dataset.keeper}/${code}/`;
const LATEST_MS = 15000;
const EVERY_MS = 20000;

// One entry for each tick: two pages that are open at once never write over each other's.
const waiting = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(MINE))
    .map((key) => [key, JSON.parse(localStorage.getItem(key))])
    .sort(([, one], [, other]) => (one.at < other.at ? -1 : 1));

const line = (slot) => document.querySelector(`[data-slot="${CSS.escape(slot)}"]`);

const show = (slot, isDone, words) => {
  const row = line(slot);
  if (!row) {
    return;
  }
  row.classList.toggle("hv-run__line--done", isDone);
  const button = row.querySelector("[data-tick] button");
  if (button) {
    button.value = isDone ? "no" : "yes";
    button.querySelector("span").textContent = isDone ? button.dataset.no : button.dataset.yes;
    button.classList.toggle("utrecht-button--subtle", isDone);
    button.classList.toggle("utrecht-button--secondary-action", !isDone);
  }
  row.querySelector("[data-said]").textContent = words;
};

const tell = (text) => {
  told.hidden = !text;
  told.querySelector("p").textContent = text;
};

const howMany = (n) => (n === 1 ? copy.dataset.unsentOne : copy.dataset.unsent.replace("[n]", n));

const showWaiting = () => {
  const ticks = waiting();
  for (const [, tick] of ticks) {
    show(tick.slot, tick.done === "yes", copy.dataset.waits);
  }
  return ticks.length;
};

// The page as the server has it now: with a token that it takes, and what others ticked meanwhile.
const fresh = async () => {
  const answer = await fetch(location.pathname, { credentials: "same-origin", signal: AbortSignal.timeout(LATEST_MS) });
  if (!answer.ok || new URL(answer.url).pathname !== location.pathname) {
    return null;
  }
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const send = async (key, tick, token) => {
  const body = new URLSearchParams({ ...tick.form, done: tick.done, at: tick.at, csrfmiddlewaretoken: token });
  const answer = await fetch(tick.to, {
    method: "POST", body, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(LATEST_MS),
  });
  const isTaken = answer.type === "opaqueredirect"; // to the sheet; who must log in first is answered 403
  const isRefused = [400, 404, 409].includes(answer.status);
  if (isTaken || isRefused) {
    localStorage.removeItem(key);
  }
  return { isTaken, isRefused };
};

const sendAll = async () => {
  const ticks = waiting();
  if (!ticks.length) {
    tell("");
    return;
  }
  const page = await fresh();
  const token = page?.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token) {
    tell(`${howMany(ticks.length)}. ${copy.dataset.login}.`);
    return;
  }
  let isAnyRefused = false;
  for (const [key, tick] of ticks) { // one that the server cannot take now waits, and holds up no other
    const { isRefused } = await send(key, tick, token);
    isAnyRefused ||= isRefused;
  }
  const after = await fresh();
  for (const row of after?.querySelectorAll("[data-slot]") ?? []) {
    const isDone = row.classList.contains("hv-run__line--done");
    show(row.dataset.slot, isDone, row.querySelector("[data-said]").textContent);
  }
  const left = showWaiting();
  tell(isAnyRefused ? copy.dataset.refused : left ? howMany(left) : "");
};

// One sending at a time, over all pages of this telephone.
let isSending = false;
const trySending = async () => {
  if (isSending) {
    return;
  }
  isSending = true;
  try {
    await (navigator.locks ? navigator.locks.request(MINE, sendAll) : sendAll());
  } catch {
    tell(`${copy.dataset.offline} ${waiting().length ? howMany(showWaiting()) : ""}`);
  } finally {
    isSending = false;
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-tick]");
  if (!form || !crypto.randomUUID) { // without a safe connection a browser has none: the form goes as any other
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submission = crypto.randomUUID().replaceAll("-", "");
  const tick = {
    slot: form.closest("[data-slot]").dataset.slot,
    to: form.getAttribute("action"),
    done: form.querySelector("button").value,
    at: new Date().toISOString(),
    form: { submission, next: location.pathname },
  };
  localStorage.setItem(MINE + submission, JSON.stringify(tick));
  showWaiting();
  trySending();
}, true);

window.addEventListener("online", trySending);
setInterval(trySending, EVERY_MS);
showWaiting();
trySending();

const keepCopy = async () => {
  await navigator.serviceWorker.register("/on-the-day/worker.js");
  const worker = (await navigator.serviceWorker.ready).active;
  const dress = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")];
  const icons = [...document.querySelectorAll("use[href^='/']")].map((use) => use.getAttribute("href").split("#")[0]);
  const asked = [location.pathname, ...dress.map((one) => one.href ?? one.src), ...new Set(icons)];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { copy.dataset.isKept = "yes"; };
  worker.postMessage({ keep: asked }, [channel.port2]);
};
if ("serviceWorker" in navigator && "kept" in copy.dataset) {
  keepCopy();
}
