import { createECDH, createPublicKey, type ECDH, randomBytes, verify } from "node:crypto";
import type { TestContext } from "node:test";
import ece from "http_ece";
import type { Subscription } from "#channels/web-push/subscription.ts";
import { type Answered, openFarSide } from "./http-far-side.ts";

/** A push message as the device has it. */
export interface Pushed {
  readonly device: string;
  readonly note: Readonly<Record<string, unknown>>;
  readonly ttl: string | undefined;
  readonly urgency: string | undefined;
  readonly topic: string | undefined;
  /** The length of the body as it was sent. */
  readonly size: number;
  /** Who sent it, as its token says. */
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
  readonly key: string;
}

interface Device {
  readonly pair: ECDH;
  readonly auth: string;
}

/**
 * A push service with its devices: it judges the sender's token (RFC 8292) and hands the message to the device, which
 * decrypts it with the published implementation of RFC 8188. Shares no code with the sender.
 */
export class PushService {
  readonly received: Pushed[] = [];
  /** What is answered instead of 201, by device. */
  readonly answers = new Map<string, Answered>();
  /** Told after every message. */
  came: (pushed: Pushed) => void = () => {};
  readonly #devices = new Map<string, Device>();
  url = "";
  host = "";

  static async open(t: TestContext): Promise<PushService> {
    const service = new PushService();
    const { url, host } = await openFarSide(t, ({ method, path, headers, body }) =>
      method === "POST" ? service.#take(path, headers, body) : { status: 405 },
    );
    service.url = url;
    service.host = host;
    return service;
  }

  /** Settings of a channel that sends here. */
  get settings() {
    return { subject: "mailto:ops@plant.example", hosts: [this.host], privateAddresses: true };
  }

  subscribe(device: string): Subscription {
    const pair = createECDH("prime256v1");
    const auth = randomBytes(16).toString("base64url");
    this.#devices.set(device, { pair, auth });
    return { endpoint: `${this.url}/${device}`, keys: { p256dh: pair.generateKeys("base64url"), auth } };
  }

  #take(path: string, headers: NodeJS.Dict<string | string[]>, body: Buffer): Answered {
    const name = path.slice(1);
    const device = this.#devices.get(name);
    const one = (header: string) => headers[header]?.toString();
    if (!device) return { status: 404 };
    const sender = senderOf(one("authorization") ?? "");
    if (!sender || sender.claims.aud !== this.url) return { status: 403, body: "who are you?" };
    if (one("content-encoding") !== "aes128gcm" || one("ttl") === undefined) return { status: 400 };
    const otherwise = this.answers.get(name);
    if (otherwise) return otherwise;
    const text = ece.decrypt(body, { version: "aes128gcm", privateKey: device.pair, authSecret: device.auth });
    const pushed = {
      device: name,
      note: JSON.parse(text.toString("utf8")) as Pushed["note"],
      ttl: one("ttl"),
      urgency: one("urgency"),
      topic: one("topic"),
      size: body.length,
      ...sender,
    };
    this.received.push(pushed);
    this.came(pushed);
    return { status: 201, headers: { location: `${this.url}/m/${this.received.length}` } };
  }
}

/** RFC 8292 §3: whose key the token is signed with; null when it isn't. */
export function senderOf(authorization: string): Pick<Pushed, "claims" | "key"> | null {
  const [, token = "", key = ""] = /^vapid t=([^,\s]+),\s*k=(\S+)$/u.exec(authorization) ?? [];
  const [header = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key, "base64url");
  if (point.length !== 65) return null;
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const good = verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey({ format: "jwk", key: jwk }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return good ? { claims: JSON.parse(Buffer.from(claims, "base64url").toString()) as Pushed["claims"], key } : null;
}
