import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { ANNA, CeremonyBed, ended, HOST } from "../../../test/peers/ceremony-bed.ts";
import { CeremonyRelay } from "../../../test/peers/ceremony-relay.ts";
import { helloOf, knocked, stranger } from "../../../test/peers/ceremony-stranger.ts";
import { uriOf } from "../identity.ts";
import { spkiOf } from "./issued.ts";
import { type Joined, testConnection } from "./joiner.ts";

const NOBODY_SAYS = new Promise<string>(() => {});
let bed: CeremonyBed;
beforeEach(async () => {
  bed = await CeremonyBed.open();
});
afterEach(() => bed.close());

describe("two people", () => {
  test("W-032 who type what they hear make a machine of the site, and both trails carry the same transcript", async () => {
    const port = await bed.openWindow();
    const stored: Joined[] = [];
    const { identity, transcript, mode } = await bed.pair(port, stored);
    assert.equal(mode, "pair");
    assert.equal(uriOf(identity.name), `tocsin://${bed.authority.site}/driver-host/b2/building`);
    assert.equal(identity.roots, bed.authority.roots);
    await bed.until((view) => view.closesAt === null);
    assert.deepEqual(bed.actions, ["trust.window-opened", "trust.enrolled", "trust.window-closed"]);
    assert.equal(bed.entry("trust.enrolled")?.details?.["transcript"], transcript);
    assert.deepEqual(
      stored.map((one) => one.transcript),
      [transcript],
    );
    assert.match(
      bed.entry("trust.enrolled")?.sentence ?? "",
      /^A driver-host "building" on the machine b2 joined the site from 127\.0\.0\.1: two people compared the code; transcript [0-9a-f]{64}\.$/,
    );
    const key = createHash("sha256").update(spkiOf(identity.key)).digest("hex");
    assert.equal(bed.entry("trust.enrolled")?.details?.["keyHash"], key);
  });

  test("W-032 of whom only the joiner's typed leave no trust on either side", async () => {
    const port = await bed.openWindow();
    const stored: Joined[] = [];
    const heard = Promise.withResolvers<void>();
    const joining = bed.joins(
      port,
      async () => {
        const run = await bed.until((view) => view.run);
        heard.resolve();
        return run.digits.replace(" ", "");
      },
      HOST,
      stored,
    );
    joining.catch(() => {});
    await heard.promise;
    bed.clock.advance(10 * 60_000 + 1);
    await assert.rejects(joining, ended("closed"));
    assert.deepEqual([stored, bed.entry("trust.enrolled")], [[], undefined]);
  });

  test("W-032 of whom only the authority's typed leave no trust on either side", async () => {
    const port = await bed.openWindow();
    const stored: Joined[] = [];
    const heard = Promise.withResolvers<readonly string[]>();
    const joining = bed.joins(
      port,
      (words) => {
        heard.resolve(words);
        return NOBODY_SAYS;
      },
      HOST,
      stored,
    );
    joining.catch(() => {});
    const run = await bed.until((view) => view.run);
    const view = bed.desk.type(run.id, (await heard.promise).join(" "), ANNA);
    assert.equal(view.run?.stage, "waiting");
    await bed.desk.close(ANNA);
    await assert.rejects(joining, ended("closed"));
    assert.deepEqual([stored, bed.entry("trust.enrolled")], [[], undefined]);
  });

  test("who mistype end the run; what can be no code is asked for again", async () => {
    const port = await bed.openWindow();
    const joining = bed.joins(port, () => NOBODY_SAYS);
    joining.catch(() => {});
    const run = await bed.until((view) => view.run);
    assert.throws(() => bed.desk.type(run.id, "two words", ANNA), /Three words are needed/);
    assert.equal(bed.desk.view().run?.stage, "comparing");
    assert.throws(() => bed.desk.type(run.id, "zebra zebra zebra", ANNA), /not the words of this connection/);
    await assert.rejects(joining, ended("mismatch", /typed words that are not those/));
    await bed.until((view) => view.mismatches === 1);
    assert.match(String(bed.entry("trust.mismatch")?.details?.["transcript"]), /^[0-9a-f]{64}$/);
    assert.equal(bed.desk.view().listening, true);
  });
});

describe("W-033 somebody in the middle", () => {
  test("who relays everything gives the two screens different codes, and three tries close the window with an alarm", async () => {
    const port = await bed.openWindow();
    const stored: Joined[] = [];
    const transcripts: unknown[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const relay = await CeremonyRelay.open(port);
      const joining = bed.joins(
        relay.port,
        async () => {
          const run = await bed.until((view) => view.run);
          return run.digits.replace(" ", "");
        },
        HOST,
        stored,
      );
      await assert.rejects(joining, ended("mismatch", /somebody stands between/));
      await bed.until((view) => view.mismatches === attempt);
      transcripts.push(relay.heard.find(({ kind }) => kind === "end")?.["transcript"]);
      relay.close();
      bed.clock.advance(1001);
    }
    await bed.until((view) => !view.listening);
    assert.deepEqual([stored, bed.entry("trust.enrolled")], [[], undefined]);
    assert.equal(await knocked(port), "ECONNREFUSED");
    assert.deepEqual(bed.actions, [
      "trust.window-opened",
      ...Array.from({ length: 3 }, () => "trust.mismatch"),
      "trust.window-closed",
    ]);
    const [alarm, ...more] = bed.alarms.filter(({ raised }) => raised);
    assert.deepEqual(
      [alarm?.condition, alarm?.raised, alarm?.priority, more],
      ["possible-interception", true, "critical", []],
    );
    const mismatches = bed.journal.audit.filter(({ action }) => action === "trust.mismatch");
    for (const [at, { details }] of mismatches.entries()) {
      assert.equal(details?.["theirs"], transcripts[at]);
      assert.notEqual(details?.["theirs"], details?.["transcript"]);
      for (const side of ["theirs", "transcript"]) assert(alarm?.text.includes(String(details?.[side])));
    }
    assert.match(alarm?.text ?? "", /somebody stands between/);
  });

  test("who puts their own key in the place of the machine's can't make the two codes meet", async () => {
    const port = await bed.openWindow();
    const theirs = await helloOf(bed.authority.site, HOST);
    const relay = await CeremonyRelay.open(port, (message, from) => {
      if (message.kind === "hello") return theirs.hello;
      if (message.kind === "reveal") return { kind: "reveal", nonce: theirs.nonce };
      if (message.kind === "offer" && from === "authority") return { ...message, nonce: "00".repeat(32) };
      return message;
    });
    const words = Promise.withResolvers<readonly string[]>();
    const joining = bed.joins(relay.port, (said) => {
      words.resolve(said);
      return NOBODY_SAYS;
    });
    joining.catch(() => {});
    const run = await bed.until((view) => view.run);
    const heard = await words.promise;
    assert.throws(() => bed.desk.type(run.id, heard.join(" "), ANNA), /not the words of this connection/);
    await assert.rejects(joining, ended("mismatch"));
    relay.close();
  });

  test("an alarm is over when a new window is opened", async () => {
    const port = await bed.openWindow();
    for (let attempt = 1; attempt <= 3; attempt++) {
      await assert.rejects(
        bed.joins(port, () => "000000"),
        ended("mismatch"),
      );
      await bed.until((view) => view.mismatches === attempt);
      bed.clock.advance(1001);
    }
    await bed.until((view) => !view.listening);
    assert.match(bed.alarms.at(-1)?.text ?? "", /as they do when somebody mistypes/);
    await bed.openWindow();
    assert.deepEqual(
      bed.alarms.map(({ raised }) => raised),
      [false, true, false],
    );
  });
});

describe("the window", () => {
  test("W-027 W-028 W-060 exists only while it is open", async () => {
    const port = await bed.openWindow();
    assert.equal(await knocked(port), "connected");
    await bed.desk.close(ANNA);
    await bed.until((view) => !view.listening);
    assert.equal(await knocked(port), "ECONNREFUSED");
    const again = await CeremonyBed.open(port);
    assert.equal(await knocked(port), "ECONNREFUSED");
    await again.openWindow();
    assert.equal(await knocked(port), "connected");
    again.clock.advance(10 * 60_000 + 1);
    await again.until((view) => !view.listening);
    assert.equal(await knocked(port), "ECONNREFUSED");
    assert.match(
      again.journal.audit.at(-1)?.sentence ?? "",
      /closed, for its 10 minutes are over; 1 connections had been let in/,
    );
    await again.close();
  });

  test("W-028 turns away all but one attempt a second and address, and lets in twenty in all", async () => {
    const port = await bed.openWindow();
    await Promise.all(Array.from({ length: 20 }, () => knocked(port)));
    await bed.until((view) => view.turnedAway === 19);
    assert.equal(bed.desk.view().attemptsLeft, 19);
    while (bed.desk.view().attemptsLeft > 0) {
      bed.clock.advance(6001);
      const left = bed.desk.view().attemptsLeft;
      await knocked(port);
      await bed.until((view) => view.attemptsLeft === left - 1);
    }
    bed.clock.advance(6001);
    await bed.until((view) => !view.listening);
    assert.equal(await knocked(port), "ECONNREFUSED");
    assert.match(bed.entry("trust.window-closed")?.sentence ?? "", /its 20 attempts are used up/);
  });

  test("lets a machine join while somebody elsewhere floods it", async () => {
    const port = await bed.openWindow();
    let floods = true;
    const flood = async () => {
      while (floods) {
        const socket = connect({ host: "127.0.0.1", port, localAddress: "127.0.0.3" }).on("error", () => {});
        await once(socket, "close").catch(() => {});
      }
    };
    const flooding = Promise.all(Array.from({ length: 20 }, flood));
    await bed.until((view) => view.turnedAway > 200);
    const { mode } = await bed.pair(port);
    floods = false;
    bed.clock.advance(6000);
    await bed.desk.close(ANNA).catch(() => {});
    await flooding;
    assert.equal(mode, "pair");
    assert(bed.desk.view().attemptsLeft >= 15);
  });

  test("that closes in mid-run leaves no trust", async () => {
    const port = await bed.openWindow();
    const stored: Joined[] = [];
    const joining = bed.joins(port, () => NOBODY_SAYS, HOST, stored);
    joining.catch(() => {});
    await bed.until((view) => view.run);
    await bed.desk.close(ANNA);
    await assert.rejects(joining, ended("closed", /window on the other side has closed/));
    await bed.until((view) => !view.listening);
    assert.deepEqual([stored, bed.entry("trust.enrolled")], [[], undefined]);
  });

  test("is refused where one is open, or for longer than an hour, and says so", async () => {
    await bed.openWindow();
    const expected = { role: null, node: null, instance: null };
    await assert.rejects(bed.desk.open({ minutes: 5, expected }, ANNA), /open already/);
    await assert.rejects(bed.desk.open({ minutes: 61, expected }, ANNA), /1 to 60 minutes/);
  });

  test("that can't be written into the trail is not open", async () => {
    bed.journal.refuses = new Error("the disk is full");
    await assert.rejects(bed.openWindow(), /disk is full/);
    await bed.until((view) => !view.listening);
    assert.equal(bed.desk.view().closesAt, null);
  });

  test("lets go of a machine that is sent away, and stays open", async () => {
    const port = await bed.openWindow();
    const joining = bed.joins(port, () => NOBODY_SAYS);
    joining.catch(() => {});
    const run = await bed.until((view) => view.run);
    bed.desk.dismiss(run.id);
    await assert.rejects(joining, ended("dismissed"));
    await bed.until((view) => view.run === null);
    bed.clock.advance(1001);
    await bed.pair(port);
  });

  test("compares one machine at a time", async () => {
    const port = await bed.openWindow();
    const first = bed.joins(port, () => NOBODY_SAYS);
    first.catch(() => {});
    await bed.until((view) => view.run);
    bed.clock.advance(1001);
    await assert.rejects(
      bed.joins(port, () => NOBODY_SAYS),
      ended("busy"),
    );
    assert.equal(bed.desk.view().run?.stage, "comparing");
    await bed.desk.close(ANNA);
    await assert.rejects(first, ended("closed"));
  });
});

test("W-029 a test says what is there, shows up on the other side, and transfers no trust", async () => {
  const port = await bed.openWindow();
  const place = { host: "127.0.0.1", port };
  const found = await testConnection(place, { clock: bed.clock, version: "0.9" });
  assert.deepEqual(
    [found.tls, found.version, found.protocol, found.site, Math.abs(found.aheadMs) < 1000],
    ["TLSv1.3", "1.0.0", 1, bed.authority.site, true],
  );
  const reached = await bed.until((view) => view.reached[0]);
  assert.deepEqual([reached.from, reached.version, reached.protocol], ["127.0.0.1", "0.9", 1]);
  assert.deepEqual(bed.actions, ["trust.window-opened"]);
  await bed.desk.close(ANNA);
  await bed.until((view) => !view.listening);
  await assert.rejects(
    testConnection(place, { clock: bed.clock, version: "0.9" }),
    ended("failed", /its port \d+ is closed. Open a window there first/),
  );
  await assert.rejects(
    testConnection({ host: "no-such-host.invalid", port }, { clock: bed.clock, version: "0.9" }),
    ended("failed", /name no-such-host\.invalid is not known/),
  );
});

test("the certificate of the window is thrown away: another one each time, and none of the site's", async () => {
  const shown: string[] = [];
  for (let time = 0; time < 2; time++) {
    const port = await bed.openWindow();
    const { socket } = await stranger(port, () => bed.clock.now());
    shown.push(new X509Certificate(socket.getPeerCertificate().raw).fingerprint256);
    assert(!new X509Certificate(socket.getPeerCertificate().raw).verify(bed.authority.rootCertificate.publicKey));
    socket.destroy();
    await bed.desk.close(ANNA);
    await bed.until((view) => !view.listening);
  }
  assert.notEqual(shown[0], shown[1]);
});
