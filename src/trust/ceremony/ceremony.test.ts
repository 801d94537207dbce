import assert from "node:assert/strict";
import { connect } from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import { CeremonyBed } from "../../../test/peers/ceremony-bed.ts";
import { uriOf } from "../identity.ts";

let bed: CeremonyBed;
beforeEach(async () => {
  bed = await CeremonyBed.open();
});
afterEach(() => bed.close());

test("two people who type what the other reads out make a machine of the site, and both sides keep the same transcript", async () => {
  const port = await bed.openWindow();
  const heard = Promise.withResolvers<readonly string[]>();
  const told = Promise.withResolvers<string>();
  const joining = bed.joins(port, (words) => {
    heard.resolve(words);
    return told.promise;
  });
  const run = await bed.until((view) => view.run);
  const words = await heard.promise;
  bed.desk.type(run.id, words.join(" "), { id: "operator:anna", via: "screen" });
  told.resolve(run.digits.replace(" ", ""));
  const { identity, transcript, mode } = await joining;
  assert.equal(mode, "pair");
  assert.equal(uriOf(identity.name), `tocsin://${bed.authority.site}/driver-host/b2/building`);
  const entry = bed.journal.audit.find(({ action }) => action === "trust.enrolled");
  assert.equal(entry?.details?.["transcript"], transcript);
  await bed.until((view) => !view.listening);
  assert.deepEqual(bed.actions, ["trust.window-opened", "trust.enrolled", "trust.window-closed"]);
  assert.equal(await knocked(port), "ECONNREFUSED");
});

function knocked(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve("connected");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
  });
}
