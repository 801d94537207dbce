import assert from "node:assert/strict";
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { ANNA, CeremonyBed, HOST } from "../../../test/peers/ceremony-bed.ts";
import { CeremonyRelay, inFrame, type Said } from "../../../test/peers/ceremony-relay.ts";
import { SteppedClock } from "../../../test/peers/stepped-clock.ts";
import { uriOf } from "../identity.ts";
import { certificateRequest } from "../request.ts";
import { Ended } from "./ended.ts";
import { spkiOf } from "./issued.ts";
import { type Joined, testConnection } from "./joiner.ts";
import { commitmentOf } from "./transcript.ts";

const NOBODY_SAYS = new Promise<string>(() => {});
let bed: CeremonyBed;
beforeEach(async () => {
  bed = await CeremonyBed.open();
});
afterEach(() => bed.close());

/** Two honest people: each types what they hear. */
async function pair(port: number, stored: Joined[] = []): Promise<Joined> {
  const heard = Promise.withResolvers<readonly string[]>();
  const digits = Promise.withResolvers<string>();
  const joining = bed.joins(
    port,
    (words) => {
      heard.resolve(words);
      return digits.promise;
    },
    HOST,
    stored,
  );
  const run = await bed.until((view) => view.run);
  bed.desk.type(run.id, (await heard.promise).join(" "), ANNA);
  digits.resolve(run.digits.replace(" ", ""));
  return joining;
}

const ended =
  (end: string, said = /./) =>
  (thrown: unknown) => {
    assert(thrown instanceof Ended, String(thrown));
    assert.deepEqual([thrown.end, said.test(thrown.message)], [end, true], thrown.message);
    return true;
  };
const entry = (action: string) => bed.journal.audit.find((one) => one.action === action);

/** `connected`, or why not. */
async function knocked(port: number): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  const said = await Promise.race([
    once(socket, "connect").then(() => "connected"),
    once(socket, "error").then(([error]) => (error as NodeJS.ErrnoException).code ?? ""),
  ]).catch((error: NodeJS.ErrnoException) => error.code ?? "");
  socket.on("error", () => {}).destroy();
  return said;
}

/** Somebody who speaks the protocol by hand. */
async function stranger(port: number) {
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
    probe: () => ({ kind: "probe", protocol: 1, version: "1.0.0", at: bed.clock.now() }),
  };
}

async function helloOf(wanted = HOST, asked = wanted) {
  const { request, key } = await certificateRequest({ site: bed.authority.site, ...asked });
  const nonce = randomBytes(32);
  const commitment = commitmentOf(nonce, spkiOf(key));
  const hello = { kind: "hello", ...wanted, request: request.toString("base64"), commitment, token: null };
  return { hello, nonce: nonce.toString("hex") };
}

describe("two people", () => {
  test("W-032 who type what they hear make a machine of the site, and both trails carry the same transcript", async () => {
    const port = await bed.openWindow();
    const stored: Joined[] = [];
    const { identity, transcript, mode } = await pair(port, stored);
    assert.equal(mode, "pair");
    assert.equal(uriOf(identity.name), `tocsin://${bed.authority.site}/driver-host/b2/building`);
    assert.equal(identity.roots, bed.authority.roots);
    await bed.until((view) => view.closesAt === null);
    assert.deepEqual(bed.actions, ["trust.window-opened", "trust.enrolled", "trust.window-closed"]);
    assert.equal(entry("trust.enrolled")?.details?.["transcript"], transcript);
    assert.deepEqual(
      stored.map((one) => one.transcript),
      [transcript],
    );
    assert.match(
      entry("trust.enrolled")?.sentence ?? "",
      /^A driver-host "building" on the machine b2 joined the site from 127\.0\.0\.1: two people compared the code; transcript [0-9a-f]{64}\.$/,
    );
    const key = createHash("sha256").update(spkiOf(identity.key)).digest("hex");
    assert.equal(entry("trust.enrolled")?.details?.["keyHash"], key);
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
    assert.deepEqual([stored, entry("trust.enrolled")], [[], undefined]);
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
    assert.deepEqual([stored, entry("trust.enrolled")], [[], undefined]);
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
    assert.match(String(entry("trust.mismatch")?.details?.["transcript"]), /^[0-9a-f]{64}$/);
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
    assert.deepEqual([stored, entry("trust.enrolled")], [[], undefined]);
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
    const theirs = await helloOf();
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
    assert.match(entry("trust.window-closed")?.sentence ?? "", /its 20 attempts are used up/);
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
    const { mode } = await pair(port);
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
    assert.deepEqual([stored, entry("trust.enrolled")], [[], undefined]);
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
    await pair(port);
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

describe("what is refused", () => {
  test("a machine of another name or role than the window waits for", async () => {
    const port = await bed.openWindow({ role: "notifier-host", node: "b2", instance: null });
    await assert.rejects(
      bed.joins(port, () => NOBODY_SAYS),
      ended("unexpected", /role "notifier-host", and "driver-host"/),
    );
    assert.match(
      entry("trust.refused")?.sentence ?? "",
      /^A driver-host .* did not join from 127\.0\.0\.1\. It was refused here/,
    );
  });

  test("a request for another role than the one that was said, and compared", async () => {
    const port = await bed.openWindow();
    const { hello, nonce } = await helloOf(HOST, { ...HOST, role: "core" });
    const other = await stranger(port);
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
    const { hello } = await helloOf();
    const other = await stranger(port);
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
    const other = await stranger(port);
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
    const other = await stranger(port);
    other.say({ ...other.probe(), protocol: 2, version: "9.9" });
    await other.hears("here");
    other.say((await helloOf()).hello);
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
    await assert.rejects(pair(port, stored), ended("foreign-authority", /not for the key of this machine/));
    assert.deepEqual(stored, []);
    await bed.until((view) => view.last);
    assert.match(entry("trust.enrolment-unanswered")?.sentence ?? "", /did not say that it stored it/);
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
      const other = await stranger(port);
      other.socket.write(bytes);
      assert.equal((await other.hears("end"))["end"], "damaged");
      await other.closed();
      bed.clock.advance(1001);
      await pair(port);
    });
  }

  test("whoever connects and says nothing, before TLS and after it", async () => {
    const port = await bed.openWindow();
    const halfOpen = connect({ host: "127.0.0.1", port }).on("error", () => {});
    const cut = once(halfOpen, "close");
    await bed.until((view) => view.attemptsLeft === 19);
    bed.clock.advance(5001);
    await cut;
    const other = await stranger(port);
    other.say(other.probe());
    await other.hears("here");
    bed.clock.advance(20_001);
    assert.equal((await other.hears("end"))["end"], "too-late");
    await other.closed();
    await pair(port);
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
    assert.equal(entry("trust.enrolled")?.details?.["transcript"], transcript);
    assert.match(entry("trust.enrolled")?.sentence ?? "", /with a token, nobody compared a code/);
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
    const { socket } = await stranger(port);
    shown.push(new X509Certificate(socket.getPeerCertificate().raw).fingerprint256);
    assert(!new X509Certificate(socket.getPeerCertificate().raw).verify(bed.authority.rootCertificate.publicKey));
    socket.destroy();
    await bed.desk.close(ANNA);
    await bed.until((view) => !view.listening);
  }
  assert.notEqual(shown[0], shown[1]);
});
