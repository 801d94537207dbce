import type { Rules } from "./rules.ts";

/** A drop-in for the unit (systemd.resource-control(5)): the kernel then drops what goes to or comes from anywhere else. */
export function systemd(rules: Rules): string {
  const both = ({ v4, v6 }: { readonly v4: readonly string[]; readonly v6: readonly string[] }) => [...v4, ...v6];
  const callers = rules.inbound.flatMap(({ from, flow }) => {
    if (flow.startsWith("host/")) return [];
    if (from === "joining") return both(rules.zones.get("modules") ?? { v4: [], v6: [] });
    return both("peers" in from ? from.peers : (rules.zones.get(from.zone) ?? { v4: [], v6: [] }));
  });
  const called = rules.dialled.flatMap(({ to }) => both(to));
  return [
    `# Made by: tocsin firewall --format systemd    for: ${rules.node}`,
    `# matrix: sha256:${rules.hash}`,
    ...rules.notes.map((note) => `# Note: ${note}`),
    "[Service]",
    "IPAddressAllow=",
    "IPAddressAllow=localhost",
    ...[...new Set([...callers, ...called])].sort().map((address) => `IPAddressAllow=${address}`),
    "",
  ].join("\n");
}
