import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { spkiOf } from "#trust/ceremony/issued.ts";
import { commitmentOf } from "#trust/ceremony/transcript.ts";
import type { Wanted } from "#trust/ceremony/window.ts";
import { certificateRequest } from "#trust/request.ts";
import { inFrame, type Said } from "./ceremony-relay.ts";

/** `connected`, or why not. */
export async function knocked(port: number): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  const said = await Promise.race([
    once(socket, "connect").then(() => "connected"),
    once(socket, "error").then(([error]) => (error as NodeJS.ErrnoException).code ?? ""),
  ]).catch((error: NodeJS.ErrnoException) => error.code ?? "");
  socket.on("error", () => {}).destroy();
  return said;
}

/** Somebody who speaks the protocol by hand. @param now of their clock */
export async function stranger(port: number, now: () => number) {
  const options = { host: "127.0.0.1", port, ALPNProtocols: ["tocsin-trust/1"], rejectUnauthorized: false };
  const socket = connectTls(options).on("error", () => {});
  await once(socket, "secureConnect");
  let heard = Buffer.alloc(0);
  socket.on("data", (more: Buffer) => {
    heard = Buffer.concat([heard, more]);
  });
  const closed = once(socket, "close");
  const answers = (): Said[] => {
    const found: Said[] = [];
    for (let rest = heard; rest.length >= 4; ) {
      const length = rest.readUInt32BE(0);
      found.push(JSON.parse(rest.toString("utf8", 4, 4 + length)) as Said);
      rest = rest.subarray(4 + length);
    }
    return found;
  };
  return {
    socket,
    say: (message: unknown) => void socket.write(inFrame(message)),
    answers,
    /** The first answer of this kind. */
    async hears(kind: string): Promise<Said> {
      for (;;) {
        const found = answers().find((one) => one.kind === kind);
        if (found) return found;
        assert(!socket.destroyed, `it hung up before "${kind}": ${JSON.stringify(answers())}`);
        await Promise.race([once(socket, "data"), closed]);
      }
    },
    closed: () => closed,
    probe: () => ({ kind: "probe", protocol: 1, version: "1.0.0", at: now() }),
  };
}

/** Their hello, and what it commits to. @param asked what the request names instead of what is said */
export async function helloOf(site: string, wanted: Wanted, asked = wanted) {
  const { request, key } = await certificateRequest({ site, ...asked });
  const nonce = randomBytes(32);
  const commitment = commitmentOf(nonce, spkiOf(key));
  const hello = { kind: "hello", ...wanted, request: request.toString("base64"), commitment, token: null };
  return { hello, nonce: nonce.toString("hex") };
}
