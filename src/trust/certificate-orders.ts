import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { AcmeOrder } from "./acme.ts";

/** PEM: a certificate and its key. */
export interface Signer {
  readonly certificate: string;
  readonly key: string;
}

/** What `certificate-maker.ts` is asked for, as JSON. */
export type Order =
  /** A root and an issuing authority below it; the root with the name and the key of the former one, if there is one. */
  | { readonly make: "authority"; readonly site: string; readonly former: Signer | null; readonly now: Instant }
  | { readonly make: "issuing"; readonly root: Signer; readonly now: Instant }
  /** Of the web page, with a new key; `by` null: by itself. */
  | { readonly make: "web"; readonly by: Signer | null; readonly names: readonly string[]; readonly now: Instant }
  /** `key` null: a new one. */
  | { readonly make: "request"; readonly uri: string; readonly key: string | null }
  /** Of the web page, for an authority elsewhere; with a new key. */
  | { readonly make: "web-request"; readonly names: readonly string[] }
  /** Of the web page, by an authority that speaks ACME; with a new key. */
  | { readonly make: "acme"; readonly order: AcmeOrder }
  /** `request` is PKCS #10, DER in base64. */
  | {
      readonly make: "leaf";
      readonly by: Signer;
      readonly request: string;
      readonly uri: string;
      readonly commonName: string;
      readonly now: Instant;
    };

export type Made =
  | { readonly kind: "authority"; readonly root: Signer; readonly issuing: Signer }
  /** PEM; `key` null where the far side has it. */
  | { readonly kind: "certificate"; readonly certificate: string; readonly key: string | null }
  /** PKCS #10, DER in base64, and its key in PEM. */
  | { readonly kind: "request"; readonly request: string; readonly key: string }
  | { readonly kind: "refused"; readonly because: string };

const PATIENCE_MS = 30_000;
/** An authority comes to look at each name, some after a queue. */
const ACME_PATIENCE_MS = 5 * 60_000;

/**
 * Has a process of its own make it: what it needs is loaded a few times a year and is gone with it, and requests that
 * strangers wrote are not read in this one. Keys travel by pipe.
 */
export async function madeApart(order: Order): Promise<Made> {
  const maker = spawn(process.execPath, [fileURLToPath(new URL("./certificate-maker.ts", import.meta.url))], {
    timeout: order.make === "acme" ? ACME_PATIENCE_MS : PATIENCE_MS,
  });
  maker.stdin.on("error", () => {}); // it ended early: its exit code says so
  maker.stdin.end(JSON.stringify(order));
  const [answer, trouble, [code]] = await Promise.all([text(maker.stdout), text(maker.stderr), once(maker, "close")]);
  if (code !== 0)
    throw new Fault(
      "internal",
      `A certificate (${order.make}) could not be made: ${trouble.trim() || "it took too long"}`,
    );
  return JSON.parse(answer) as Made;
}

/** Of orders that make a certificate with a key. */
export async function signerMade(order: Order): Promise<Signer> {
  const made = await madeApart(order);
  if (made.kind === "refused")
    throw new Fault("refused", `A certificate (${order.make}) was not made: ${made.because}.`);
  if (made.kind === "certificate" && made.key !== null) return { certificate: made.certificate, key: made.key };
  throw new Fault("internal", `A certificate (${order.make}) was asked for and a ${made.kind} came back.`);
}

export function isAddress(name: string): boolean {
  return /^[\d.]+$/.test(name) || name.includes(":");
}
