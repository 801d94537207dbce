import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { ANNA, CeremonyBed, ended, HOST } from "../../../test/peers/ceremony-bed.ts";
import { CeremonyRelay } from "../../../test/peers/ceremony-relay.ts";
import { knocked } from "../../../test/peers/ceremony-stranger.ts";
import { Ended } from "./ended.ts";

let bed: CeremonyBed;
beforeEach(async () => {
  bed = await CeremonyBed.open();
});
afterEach(() => bed.close());

describe("a token", () => {
  const made = async (wanted = HOST) => {
    const { token, port } = await bed.desk.makeToken(wanted, ANNA);
    return { token: token.open(), port };
  };

  test("lets its machine join once, without people, and opens the port only for that", async () => {
    const { token, port } = await made();
    const { transcript, mode } = await bed.joinsWith(token, port);
    assert.equal(mode, "token");
    await bed.until((view) => !view.listening && view.last);
    assert.deepEqual(bed.actions, ["trust.token-made", "trust.enrolled"]);
    assert.equal(bed.entry("trust.enrolled")?.details?.["transcript"], transcript);
    assert.match(bed.entry("trust.enrolled")?.sentence ?? "", /with a token, nobody compared a code/);
    assert(!JSON.stringify(bed.journal.audit).includes(token));
    assert.equal(await knocked(port), "ECONNREFUSED");
  });

  test("is no good a second time, nor after ten minutes, nor for another machine", async () => {
    const { token, port } = await made();
    await bed.openWindow();
    await assert.rejects(
      bed.joinsWith(token, port, { ...HOST, node: "b3" }),
      ended("unexpected", /This token is for a machine/),
    );
    bed.clock.advance(1001);
    await bed.joinsWith(token, port);
    bed.clock.advance(1001);
    await assert.rejects(bed.joinsWith(token, port), ended("token", /it was used, has ended/));
    const other = await made();
    bed.clock.advance(10 * 60_000 + 1);
    await assert.rejects(bed.joinsWith(other.token, port), Ended);
  });

  test("does not join a site that did not make it, and tells it nothing", async () => {
    const { token } = await made();
    const foreign = await CeremonyBed.open();
    const port = await foreign.openWindow();
    const { port: theirs } = await foreign.desk.makeToken(HOST, ANNA);
    assert.equal(theirs, port);
    await assert.rejects(bed.joinsWith(token, port), (thrown: unknown) => {
      assert(thrown instanceof Ended);
      return true;
    });
    assert.equal(
      foreign.journal.audit.some(({ action }) => action === "trust.enrolled"),
      false,
    );
    await foreign.close();
  });

  test("is of no use to somebody in the middle, who hears all and sees it nowhere", async () => {
    const { token, port } = await made();
    const relay = await CeremonyRelay.open(port);
    await assert.rejects(bed.joinsWith(token, relay.port), Ended);
    assert(!JSON.stringify(relay.heard).includes(token.slice("tocsin-join-".length, 30)));
    relay.close();
    bed.clock.advance(1001);
    await bed.joinsWith(token, port);
  });
});
