import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { CeremonyBed, ended, HOST } from "../../../test/peers/ceremony-bed.ts";
import { CeremonyRelay, inFrame } from "../../../test/peers/ceremony-relay.ts";
import { helloOf, stranger } from "../../../test/peers/ceremony-stranger.ts";
import { SteppedClock } from "../../../test/peers/stepped-clock.ts";
import { certificateRequest } from "../request.ts";
import { type Joined } from "./joiner.ts";

const NOBODY_SAYS = new Promise<string>(() => {});
let bed: CeremonyBed;
beforeEach(async () => {
  bed = await CeremonyBed.open();
});
afterEach(() => bed.close());

describe("what is refused", () => {
  test("a machine of another name or role than the window waits for", async () => {
    const port = await bed.openWindow({ role: "notifier-host", node: "b2", instance: null });
    await assert.rejects(
      bed.joins(port, () => NOBODY_SAYS),
      ended("unexpected", /role "notifier-host", and "driver-host"/),
    );
    assert.match(
      bed.entry("trust.refused")?.sentence ?? "",
      /^A driver-host .* did not join from 127\.0\.0\.1\. It was refused here/,
    );
  });

  test("a request for another role than the one that was said, and compared", async () => {
    const port = await bed.openWindow();
    const { hello, nonce } = await helloOf(bed.authority.site, HOST, { ...HOST, role: "core" });
    const other = await stranger(port, () => bed.clock.now());
    other.say(other.probe());
    await other.hears("here");
    other.say(hello);
    await other.hears("offer");
    other.say({ kind: "reveal", nonce });
    const run = await bed.until((view) => view.run);
    assert.equal(run.role, "driver-host");
    // Even if both people were deceived: the authority signs nothing but what was said.
    await assert.rejects(
      bed.authority.sign(Buffer.from(hello.request, "base64"), { site: bed.authority.site, ...HOST }, bed.clock.now()),
      /asks for tocsin:.*core.* and not for tocsin:.*driver-host/,
    );
    other.socket.destroy();
  });

  test("a clock that is five minutes off, on either side, in words", async () => {
    const port = await bed.openWindow();
    const late = new SteppedClock();
    late.advance(-5 * 60_000);
    await assert.rejects(
      bed.joins(port, () => NOBODY_SAYS, HOST, [], late),
      ended("clock", /clock of the other side is 5 minutes ahead; more than 30 seconds/),
    );
    bed.clock.advance(1001);
    const { hello } = await helloOf(bed.authority.site, HOST);
    const other = await stranger(port, () => bed.clock.now());
    other.say({ ...other.probe(), at: bed.clock.now() - 5 * 60_000 });
    await other.hears("here");
    other.say(hello);
    const end = await other.hears("end");
    assert.equal(end["end"], "clock");
    assert.match(String(end["because"]), /machine that wants to join is 5 minutes behind/);
  });

  test("a hello that is said again by somebody who overheard it", async () => {
    const port = await bed.openWindow();
    const overheard = await CeremonyRelay.open(port);
    const joining = bed.joins(overheard.port, () => NOBODY_SAYS);
    joining.catch(() => {});
    await bed.until((view) => view.run);
    overheard.close();
    await assert.rejects(joining, ended("given-up"));
    await bed.until((view) => view.run === null);
    bed.clock.advance(1001);
    const other = await stranger(port, () => bed.clock.now());
    other.say(other.probe());
    await other.hears("here");
    other.say(overheard.heard.find(({ kind }) => kind === "hello"));
    await other.hears("offer");
    other.say({ kind: "reveal", nonce: randomBytes(32).toString("hex") });
    assert.equal((await other.hears("end"))["end"], "commitment");
    assert.equal(bed.desk.view().run, null);
  });

  test("another protocol, with both numbers", async () => {
    const port = await bed.openWindow();
    const other = await stranger(port, () => bed.clock.now());
    other.say({ ...other.probe(), protocol: 2, version: "9.9" });
    await other.hears("here");
    other.say((await helloOf(bed.authority.site, HOST)).hello);
    assert.match(
      String((await other.hears("end"))["because"]),
      /protocol 2 \(Tocsin 9\.9\), this side 1 \(Tocsin 1\.0\.0\)/,
    );
  });

  test("a certificate that another authority has signed, on the joiner", async () => {
    const foreign = await CeremonyBed.open();
    const port = await bed.openWindow();
    const place = { site: bed.authority.site, ...HOST };
    bed.authority.sign = async () => {
      const name = { ...place, site: foreign.authority.site };
      const again = await certificateRequest(name);
      return foreign.authority.sign(again.request, name, bed.clock.now());
    };
    const stored: Joined[] = [];
    await assert.rejects(bed.pair(port, stored), ended("foreign-authority", /not for the key of this machine/));
    assert.deepEqual(stored, []);
    await bed.until((view) => view.last);
    assert.match(bed.entry("trust.enrolment-unanswered")?.sentence ?? "", /did not say that it stored it/);
    await foreign.close();
  });

  const garbage: [string, Buffer][] = [
    ["what is no frame", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a frame that is too long", Buffer.from("00010000", "hex")],
    ["what is no JSON", inFrame("{{{")],
    ["JSON that is no message", inFrame({ kind: "probe", protocol: "one" })],
    ["a message out of turn", inFrame({ kind: "stored" })],
  ];
  for (const [what, bytes] of garbage) {
    test(`${what}: it hears why, and the window goes on`, async () => {
      const port = await bed.openWindow();
      const other = await stranger(port, () => bed.clock.now());
      other.socket.write(bytes);
      assert.equal((await other.hears("end"))["end"], "damaged");
      await other.closed();
      bed.clock.advance(1001);
      await bed.pair(port);
    });
  }

  test("whoever connects and says nothing, before TLS and after it", async () => {
    const port = await bed.openWindow();
    const halfOpen = connect({ host: "127.0.0.1", port }).on("error", () => {});
    const cut = once(halfOpen, "close");
    await bed.until((view) => view.attemptsLeft === 19);
    bed.clock.advance(5001);
    await cut;
    const other = await stranger(port, () => bed.clock.now());
    other.say(other.probe());
    await other.hears("here");
    bed.clock.advance(20_001);
    assert.equal((await other.hears("end"))["end"], "too-late");
    await other.closed();
    await bed.pair(port);
  });

  test("TLS 1.2, and whoever wants something else than a ceremony", async () => {
    const port = await bed.openWindow();
    const options = { host: "127.0.0.1", port, rejectUnauthorized: false };
    const old = connectTls({ ...options, maxVersion: "TLSv1.2", ALPNProtocols: ["tocsin-trust/1"] });
    const [refusal] = (await once(old, "error")) as [NodeJS.ErrnoException];
    assert.match(refusal.code ?? "", /ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION/);
    bed.clock.advance(1001);
    const web = connectTls({ ...options, ALPNProtocols: ["h2"] });
    const [other] = (await once(web, "error")) as [NodeJS.ErrnoException];
    assert.match(other.code ?? "", /NO_APPLICATION_PROTOCOL/);
  });
});
