import { type Note, notificationOf, pageOf, readNote, wordsOf } from "./notification.ts";

/**
 * The service worker. It shows what is pushed, and says that the server can't be reached when a page is asked for and it
 * is so. It keeps that one page with its style and nothing else: what it gives is never an older state of the alarms.
 */

/** What a service worker is given; the page's library of types doesn't have it. */
interface Lasting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Pushed extends Lasting {
  readonly data: { text(): string } | null;
}
interface Clicked extends Lasting {
  readonly notification: Notification;
  readonly action: string;
}
interface Fetched extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Page {
  navigate(url: string): Promise<unknown>;
  focus(): Promise<unknown>;
}
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(of: { type: "window" }): Promise<readonly Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(type: "push", listener: (event: Pushed) => void): void;
  addEventListener(type: "notificationclick", listener: (event: Clicked) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetched) => void): void;
}

const worker = globalThis as unknown as Worker;
const KEPT = "tocsin-without-server";
const WITHOUT_SERVER = "/without-server.html";
const STYLE = "/without-server.css";

worker.addEventListener("install", (event) => {
  const keep = async () => {
    const kept = await caches.open(KEPT);
    await kept.addAll([WITHOUT_SERVER, STYLE].map((path) => new Request(path, { cache: "reload" })));
    await worker.skipWaiting();
  };
  event.waitUntil(keep());
});

worker.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

// Only pages, and what that one looks like: all that shows alarms is asked of the server by the page, or fails there.
worker.addEventListener("fetch", (event) => {
  const { mode, url } = event.request;
  if (mode === "navigate") event.respondWith(fetch(event.request).catch(() => keptAt(WITHOUT_SERVER)));
  else if (new URL(url).pathname === STYLE) event.respondWith(fetch(event.request).catch(() => keptAt(STYLE)));
});

worker.addEventListener("push", (event) => {
  event.waitUntil(show(event.data ? readNote(event.data.text()) : null));
});

worker.addEventListener("notificationclick", (event) => {
  const note = event.notification.data as Note | null;
  event.notification.close();
  event.waitUntil(event.action === "acknowledge" && note ? acknowledge(note) : open(pageOf(note)));
});

async function keptAt(path: string): Promise<Response> {
  return (await caches.match(path)) ?? Response.error();
}

function show(note: Note | null): Promise<void> {
  const { title, options } = notificationOf(note);
  return worker.registration.showNotification(title, options);
}

/** As whoever is signed in on this device, for the annunciation that was shown; without a sign-in nothing is done. */
async function acknowledge(note: Note): Promise<void> {
  const words = wordsOf(note);
  const why = await refusal(note);
  const { title, options } = notificationOf({ ...note, kind: "confirmation" });
  const body = why === null ? words.acknowledged : words.notAcknowledged(why);
  await worker.registration.showNotification(title, { ...options, body });
  if (why !== null) await open(pageOf(note));
}

/** Why the server did not take the acknowledgement; null: it did. */
async function refusal({ alarm, occurrence, sequence, ...note }: Note): Promise<string | null> {
  const { noAnswer } = wordsOf({ alarm, occurrence, sequence, ...note });
  try {
    const answer = await fetch(`/api/v1/alarms/${alarm}/acknowledge`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ occurrence, sequence }),
      signal: AbortSignal.timeout(15_000),
    });
    if (answer.ok) return null;
    const { detail } = (await answer.json().catch(() => ({}))) as { detail?: unknown };
    return typeof detail === "string" ? detail : `${answer.status} ${answer.statusText}`;
  } catch {
    return noAnswer;
  }
}

async function open(url: string): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: "window" });
  // A page that this worker does not control can't be led anywhere.
  const led = await page?.navigate(url).catch(() => null);
  if (page && led) await page.focus();
  else await worker.clients.openWindow(url);
}
