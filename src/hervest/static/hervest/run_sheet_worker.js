// Keeps a copy of the sheet of the day on this telephone, to be read out of reach, until the day that the page names.

const KEPT = "run-sheets";
const UNTIL = "X-Kept-Until";
const GONE = [401, 403, 404];
const PATIENCE_MS = 8000;

const isSheet = (url) => url.origin === self.location.origin && /^\/on-the-day\/[^/]+\/$/.test(url.pathname);
const isDress = (url) => url.origin === self.location.origin && /^\/(static|look)\//.test(url.pathname);
const bare = (url) => url.origin + url.pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

// What is over is thrown away, whichever page is opened.
const tidy = async () => {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    const until = (await cache.match(request))?.headers.get(UNTIL);
    if (until && new Date(until) < new Date()) {
      await cache.delete(request);
    }
  }
};

// Only a page that says until when it may be kept is kept; a server that is ill takes no copy away.
const keep = async (address, answer) => {
  const cache = await caches.open(KEPT);
  if (answer.ok && !answer.redirected && answer.headers.get(UNTIL)) {
    await cache.put(address, answer.clone());
  } else if (answer.ok || answer.redirected || answer.type === "opaqueredirect" || GONE.includes(answer.status)) {
    await cache.delete(address);
  }
};

const kept = async (address) => {
  await tidy();
  return (await caches.open(KEPT)).match(address);
};

// An answer that does not come, or says that the server is ill, is as good as none: then the copy is shown.
const inTime = async (request) => {
  const answer = await Promise.race([
    fetch(request),
    new Promise((_, refuse) => { setTimeout(() => refuse(new Error("no answer in time")), PATIENCE_MS); }),
  ]);
  if (answer.status >= 500) {
    throw new Error("the server is ill");
  }
  return answer;
};

const sheet = async (request) => {
  const address = bare(new URL(request.url));
  let answer;
  try {
    answer = await inTime(request);
  } catch {
    return (await kept(address)) ?? fetch(request);
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
