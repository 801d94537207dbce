import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quantile } from "../measure.ts";

/** Milliseconds of one fdatasync of 8 KiB, beside which every other timing stands. */
export function fdatasync(): { p50: number; p99: number } {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-disk-"));
  const file = openSync(join(folder, "probe"), "w");
  const block = Buffer.alloc(8192, 7);
  const times: number[] = [];
  for (let turn = 0; turn < 1000; turn++) {
    writeSync(file, block);
    const started = performance.now();
    fdatasyncSync(file);
    times.push(performance.now() - started);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
