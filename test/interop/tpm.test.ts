import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runTocsin } from "../peers/tocsin-command.ts";
import { freePort } from "../peers/whole-server.ts";
import { Story } from "../stories/story.ts";

const SHARE = /^ {2}([0-9A-Z-]{60,})$/gm;

/**
 * A TPM 2.0 in software (Debian `swtpm`), to which `systemd-creds` talks by a socket (`libtss2-tcti-swtpm0`): no kernel
 * driver is needed. A machine is such a TPM with its own seed.
 */
class SoftwareTpm {
  readonly #folder: string;
  #port = 0;
  #end: () => Promise<void> = () => Promise.resolve();

  constructor(folder: string) {
    mkdirSync(folder);
    this.#folder = folder;
  }

  /** How the TPM2 software stack is told where it is. */
  get tcti(): string {
    return `swtpm:host=127.0.0.1,port=${this.#port}`;
  }

  async on(): Promise<void> {
    this.#port = await freePort();
    // The stack looks for the control channel at the next port.
    const channel = (name: string, port: number) => [name, `type=tcp,port=${port},bindaddr=127.0.0.1`];
    const process = spawn(
      "swtpm",
      [
        ["socket", "--tpm2", "--tpmstate", `dir=${this.#folder}`, "--flags", "not-need-init,startup-clear"],
        channel("--server", this.#port),
        channel("--ctrl", this.#port + 1),
      ].flat(),
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const ended = once(process, "exit");
    this.#end = async () => {
      process.kill();
      await ended;
    };
    await this.#listens();
    this.measure("what its firmware measured at the start");
  }

  off(): Promise<void> {
    return this.#end();
  }

  /** Extends PCR 7, where firmware measures how secure boot stands. */
  measure(what: string): void {
    const digest = execFileSync("sha256sum", { input: what }).toString().slice(0, 64);
    execFileSync("tpm2_pcrextend", ["-T", this.tcti, `7:sha256=${digest}`]);
  }

  async #listens(): Promise<void> {
    for (const patience = performance.now() + 120_000; performance.now() < patience; ) {
      const socket = createConnection(this.#port, "127.0.0.1");
      const there = await once(socket, "connect").then(
        () => true,
        () => false,
      );
      socket.destroy();
      if (there) return;
    }
    throw new Error("swtpm does not listen");
  }
}

for (const program of ["swtpm", "tpm2_pcrextend", "systemd-creds"]) {
  before(() =>
    assert.ok(existsSync(`/usr/bin/${program}`), `${program} is not installed: see the packages in .ci/run`),
  );
}

const path = process.env["PATH"];
after(() => {
  process.env["PATH"] = path;
});

/**
 * From now on the `systemd-creds` of this process and its children finds that TPM. What it leaves in the TPM is flushed
 * after it, as the kernel's resource manager (/dev/tpmrm0) does when a program closes it.
 */
function useTpm(folder: string, { tcti }: SoftwareTpm): void {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const command = join(bin, "systemd-creds");
  const lines = [
    "#!/bin/sh",
    `SYSTEMD_TPM2_DEVICE='${tcti}' /usr/bin/systemd-creds "$@"`,
    "status=$?",
    `for what in -t -l; do tpm2_flushcontext -T '${tcti}' $what >/dev/null 2>&1; done`,
    "exit $status",
  ];
  writeFileSync(command, `${lines.join("\n")}\n`);
  chmodSync(command, 0o755);
  process.env["PATH"] = `${bin}:${path}`;
}

for (const key of ["tpm2", "host+tpm2"] as const) {
  test(`P-099 sealed with ${key}, the data opens on its own machine, and on another one only with two recovery shares`, async (t) => {
    const story = await Story.open(t, () => ({
      channels: [{ id: "hook", name: "Hook", kind: "webhook", settings: { secret: "sixteen characters at least" } }],
    }));
    const status = async () => (await story.tocsin("seal", "status")).out;
    const hook = async () => {
      const { items } = await story.get<{ items: { id: string; state: string; because: string }[] }>(
        "/api/v1/channels",
      );
      return items.find(({ id }) => id === "hook");
    };
    const own = new SoftwareTpm(join(story.folder, "tpm-own"));
    const other = new SoftwareTpm(join(story.folder, "tpm-other"));
    story.ending({ close: () => Promise.all([own.off(), other.off()]) });
    await own.on();
    useTpm(story.folder, own);

    const moved = await story.tocsin("seal", "provider", "systemd-creds", "--with", key);
    assert.equal(moved.code, 0, moved.err);
    assert.match(moved.out, new RegExp(`now kept by systemd-creds \\(${key.replace("+", "\\+")}\\)`));
    assert.match(await status(), /tpm/i);
    const { out, err } = await story.tocsin("seal", "shares");
    const shares = [...out.matchAll(SHARE)].map(([, share]) => share ?? "");
    assert.equal(shares.length, 3, out + err);

    await story.restart(async () => {
      await own.off();
      await own.on(); // a reboot: the same seed, the same measurements
      useTpm(story.folder, own);
    });
    assert.equal((await hook())?.state, "up");

    await story.restart(async () => {
      await own.off();
      await other.on();
      useTpm(story.folder, other);
    });
    assert.match((await story.alarm("tocsin/seal")).text, /runs without its secrets.*systemd-creds/);
    assert.match((await hook())?.because ?? "", /seal is closed/);

    await story.restart(async () => {
      const args = ["seal", "recover", "--under", "systemd-creds", "--with", key, "--shares-fd", "3"];
      const done = await runTocsin(story.dataFolder, args, shares.slice(1).join("\n"));
      assert.equal(done.code, 0, done.err);
    });
    await story.alarm("tocsin/seal", ({ active }) => !active);
    assert.equal((await hook())?.state, "up");

    await story.restart(() => other.measure("secure boot was switched off"));
    assert.match((await story.alarm("tocsin/seal")).text, /runs without its secrets/);
    rmSync(join(story.folder, "bin"), { recursive: true });
  });
}
