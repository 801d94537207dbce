import assert from "node:assert/strict";
import { it } from "node:test";
import fastify from "fastify";
import { goneSignal } from "./gone.ts";

it("who gives up a request lets the server know, and who is answered does not", async (t) => {
  const app = fastify();
  t.after(() => app.close());
  const heard = Promise.withResolvers<AbortSignal>();
  const left = Promise.withResolvers<unknown>();
  app.get("/long", (_, reply) => {
    const signal = goneSignal(reply);
    signal.addEventListener("abort", () => left.resolve(signal.reason));
    heard.resolve(signal);
    return left.promise;
  });
  const signals: AbortSignal[] = [];
  app.get("/short", (_, reply) => {
    signals.push(goneSignal(reply));
    return "done";
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const giveUp = new AbortController();
  const asked = assert.rejects(fetch(`${url}/long`, { signal: giveUp.signal }), { name: "AbortError" });
  assert.equal((await heard.promise).aborted, false);
  giveUp.abort();
  await asked;
  assert.match(String(await left.promise), /Whoever asked for it has gone/);
  assert.equal(await (await fetch(`${url}/short`)).text(), "done");
  await app.close();
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [false],
  );
});
