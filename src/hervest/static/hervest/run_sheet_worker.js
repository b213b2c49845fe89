// Keeps a copy of the sheet of the day on this telephone, to be read out of reach, until the day that the page names.

const KEPT = "run-sheets";
const UNTIL = "X-Kept-Until";

const isSheet = (url) => url.origin === self.location.origin && /^\/on-the-day\/[^/]+\/$/.test(url.pathname);
const isDress = (url) => url.origin === self.location.origin && /^\/(static|look)\//.test(url.pathname);
const bare = (url) => url.origin + url.pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Only a page that says until when it may be kept is kept; not one that asks somebody to log in.
const keep = async (address, answer) => {
  const cache = await caches.open(KEPT);
  if (answer.ok && !answer.redirected && answer.headers.get(UNTIL)) {
    await cache.put(address, answer.clone());
  } else {
    await cache.delete(address);
  }
};

const kept = async (address) => {
  const cache = await caches.open(KEPT);
  const answer = await cache.match(address);
  if (answer && new Date(answer.headers.get(UNTIL)) < new Date()) {
    await cache.delete(address);
    return undefined;
  }
  return answer;
};

const sheet = async (request) => {
  const address = bare(new URL(request.url));
  let answer;
  try {
    answer = await fetch(request);
  } catch (outOfReach) {
    const copy = await kept(address);
    if (copy) {
      return copy;
    }
    throw outOfReach;
  }
  await keep(address, answer);
  return answer;
};

const dress = async (request) => {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await cache.put(request.url, answer.clone());
    }
    return answer;
  } catch (outOfReach) {
    const copy = await cache.match(request.url);
    if (copy) {
      return copy;
    }
    throw outOfReach;
  }
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === "GET" && event.request.mode === "navigate" && isSheet(url)) {
    event.respondWith(sheet(event.request));
  } else if (event.request.method === "GET" && isDress(url)) {
    event.respondWith(dress(event.request));
  }
});

// The page that brings this worker was there before it: it asks to be kept, with what it is dressed in.
self.addEventListener("message", (event) => {
  const wanted = (event.data?.keep ?? []).map((address) => new URL(address, self.location.origin));
  event.waitUntil(Promise.all(wanted.map(async (url) => {
    const answer = await fetch(url.href, { credentials: "same-origin" });
    if (isSheet(url)) {
      await keep(bare(url), answer);
    } else if (isDress(url) && answer.ok) {
      await (await caches.open(KEPT)).put(url.href, answer);
    }
  })).then(() => event.ports[0]?.postMessage("kept")));
});
