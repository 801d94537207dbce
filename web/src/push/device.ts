import { call } from "../api/client.ts";
import type { PushProfile } from "../api/contract.ts";

/** What this browser offers, as far as push needs it. */
export interface Browser {
  readonly serviceWorker: boolean;
  readonly push: boolean;
  readonly permission: NotificationPermission | null;
  /** What the browser said when it was given the worker; null: it took it, or was not asked. */
  readonly refused: string | null;
  /** SHA-256 of the endpoint of its subscription, base64url; null: it has none. */
  readonly fingerprint: string | null;
}

export const OBSTACLES = ["insecure", "untrusted", "unsupported", "blocked"] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** Why push can't be switched on in this browser, whatever the server says; null: it can. */
export function obstacleOf({ serviceWorker, push, permission, refused }: Browser): Obstacle | null {
  if (!serviceWorker) return "insecure";
  if (refused !== null) return "untrusted";
  if (!push || permission === null) return "unsupported";
  return permission === "denied" ? "blocked" : null;
}

let registering: Promise<string | null> | null = null;

/** Gives the browser our worker. Resolves with what it said against it, or null. */
export function registerWorker(): Promise<string | null> {
  registering ??= register();
  return registering;
}

async function register(): Promise<string | null> {
  if (!("serviceWorker" in navigator)) return null;
  try {
    await navigator.serviceWorker.register("/worker.js", { scope: "/", updateViaCache: "none" });
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

export async function lookAtBrowser(): Promise<Browser> {
  const serviceWorker = "serviceWorker" in navigator;
  const refused = await registerWorker();
  const push = serviceWorker && "PushManager" in globalThis;
  const subscription = push && refused === null ? await presentSubscription() : null;
  return {
    serviceWorker,
    push,
    permission: "Notification" in globalThis ? Notification.permission : null,
    refused,
    fingerprint: subscription && (await fingerprintOf(subscription.endpoint)),
  };
}

/** Asks the person, then the push service, then our server. Throws with what went wrong. */
export async function switchOn(publicKey: string, name: string): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  const permission = await Notification.requestPermission();
  if (permission !== "granted") throw new Error("The browser was not allowed to show notifications of this page.");
  // One that was made with another key of ours is good for nothing.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  await call("POST", "/api/v1/profile/push/devices", { name, subscription: { endpoint, keys } });
}

export async function switchOff({ id, fingerprint }: PushProfile["devices"][number]): Promise<void> {
  await call("DELETE", `/api/v1/profile/push/devices/${encodeURIComponent(id)}`);
  const subscription = await presentSubscription();
  if (subscription && (await fingerprintOf(subscription.endpoint)) === fingerprint) await subscription.unsubscribe();
}

async function presentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function fingerprintOf(endpoint: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  return btoa(String.fromCharCode(...digest))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/u, "");
}
