import { type Addresses, portsOf, type Rules } from "./rules.ts";

/**
 * A PowerShell script that may be run again: it replaces the rules of the group `Tocsin` and blocks what is not named.
 * Its text is tested; it was not run on a real Windows host.
 */
export function windows(rules: Rules): string {
  const lines = [
    "#Requires -RunAsAdministrator",
    `# Made by: tocsin firewall --format windows    for: ${rules.node}`,
    `# matrix: sha256:${rules.hash}`,
    ...rules.notes.map((note) => `# Note: ${note}`),
    "$ErrorActionPreference = 'Stop'",
    "Get-NetFirewallRule -Group 'Tocsin' -ErrorAction SilentlyContinue | Remove-NetFirewallRule",
  ];
  const rule = (direction: "Inbound" | "Outbound", flow: string, purpose: string, rest: string) =>
    lines.push(
      `New-NetFirewallRule -Group 'Tocsin' -Name ${quoted(`tocsin-${direction.toLowerCase()}-${flow}`)} -DisplayName ${quoted(`Tocsin: ${flow}`)} -Description ${quoted(purpose)} -Direction ${direction} -Action Allow ${rest} | Out-Null`,
    );
  for (const one of rules.inbound) {
    if (one.from === "joining") continue;
    const from = "peers" in one.from ? one.from.peers : (rules.zones.get(one.from.zone) ?? { v4: [], v6: [] });
    const where = `-Protocol ${one.transport.toUpperCase()} -LocalPort ${portsOf(one)} -RemoteAddress ${list(from)}`;
    rule("Inbound", one.flow, one.purpose, where);
  }
  for (const { flow, purpose, transport, port, to } of rules.account === null ? [] : rules.dialled) {
    rule(
      "Outbound",
      flow,
      purpose,
      `-Protocol ${transport.toUpperCase()} -RemotePort ${port} -RemoteAddress ${list(to)}`,
    );
  }
  lines.push("Set-NetFirewallProfile -Profile Domain,Private,Public -Enabled True -DefaultInboundAction Block", "");
  return lines.join("\r\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function list({ v4, v6 }: Addresses): string {
  return `@(${[...v4, ...v6].map(quoted).join(",")})`;
}
