import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WASI } from "node:wasi";
import type { BuiltInAnswer, BuiltInOrder } from "./built-in.ts";

/** As the Web has it; Node's types leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => object;
};

/*
 * The built-in English voice in a process of its own: flite, compiled to WebAssembly, sees one empty folder of the machine and
 * nothing else. It ends with its parent.
 */
const [, , wasm = ""] = process.argv;
const flite = new WebAssembly.Module(readFileSync(wasm));
const folder = mkdtempSync(join(tmpdir(), "tocsin-speech-"));
const answer = (said: BuiltInAnswer) => process.send?.(said);

process.on("message", ({ text, voice }: BuiltInOrder) => {
  const file = join(folder, "said.wav");
  try {
    const wasi = new WASI({
      version: "preview1",
      args: ["flite", "-voice", voice, "-t", text, "-o", "/out/said.wav"],
      preopens: { "/out": folder },
      returnOnExit: true,
    });
    const code = wasi.start(new WebAssembly.Instance(flite, wasi.getImportObject()));
    if (code !== 0) throw new Error(`it ended with code ${code}`);
    answer({ wav: readFileSync(file) });
  } catch (thrown) {
    answer({ why: thrown instanceof Error ? thrown.message : String(thrown) });
  } finally {
    rmSync(file, { force: true });
  }
});
process.on("disconnect", () => process.exit());
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit());
