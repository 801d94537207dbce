import type { Matrix } from "../flow.ts";
import type { Format } from "./formats.ts";
import { iptables } from "./iptables.ts";
import { type Feature, nftables } from "./nftables.ts";
import { rulesOf } from "./rules.ts";
import { segments } from "./segments.ts";
import { systemd } from "./systemd.ts";
import { windows } from "./windows.ts";

/** @param found addresses of the matrix's names  @param features what the kernel has, for nftables */
export function firewallText(
  format: Format,
  matrix: Matrix,
  found: ReadonlyMap<string, readonly string[]>,
  features: ReadonlySet<Feature>,
  node = matrix.node,
): string {
  switch (format) {
    case "nftables":
      return nftables(rulesOf(matrix, found, node), features);
    case "iptables":
      return iptables(rulesOf(matrix, found, node), 4);
    case "ip6tables":
      return iptables(rulesOf(matrix, found, node), 6);
    case "windows":
      return windows(rulesOf(matrix, found, node));
    case "systemd":
      return systemd(rulesOf(matrix, found, node));
    case "plan":
      return segments(matrix);
  }
}
