import { type Addresses, type Rules } from "./rules.ts";

/** For `iptables-restore` (4) and `ip6tables-restore` (6). It replaces the whole table `filter`. */
export function iptables(rules: Rules, family: 4 | 6): string {
  const icmp = family === 4 ? "icmp" : "ipv6-icmp";
  const of = ({ v4, v6 }: Addresses) => (family === 4 ? v4 : v6);
  const lines = [
    `# Made by: tocsin firewall --format ${family === 4 ? "iptables" : "ip6tables"}    for: ${rules.node}`,
    `# matrix: sha256:${rules.hash}`,
    ...rules.notes.map((note) => `# Note: ${note}`),
    "*filter",
    ":INPUT DROP [0:0]",
    ":FORWARD DROP [0:0]",
    ":OUTPUT ACCEPT [0:0]",
    ":TOCSIN-OUT - [0:0]",
    "-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
    "-A INPUT -m conntrack --ctstate INVALID -j DROP",
    "-A INPUT -i lo -j ACCEPT",
  ];
  if (family === 6) {
    for (const type of [133, 134, 135, 136]) lines.push(`-A INPUT -p ipv6-icmp --icmpv6-type ${type} -j ACCEPT`);
  }
  lines.push(`-A INPUT -p ${icmp} -m limit --limit 20/second -j ACCEPT`);
  for (const { flow, transport, port, lastPort, from } of rules.inbound) {
    // Without sets there is nobody to let in for a while: the rule is made by hand while a window is open.
    if (from === "joining") continue;
    const list = of("peers" in from ? from.peers : (rules.zones.get(from.zone) ?? { v4: [], v6: [] }));
    const ports = port === lastPort ? `${port}` : `${port}:${lastPort}`;
    for (const source of list) {
      lines.push(
        `-A INPUT -s ${source} -p ${transport} -m ${transport} --dport ${ports} -m comment --comment "flow:${flow}" -j ACCEPT`,
      );
    }
  }
  lines.push('-A INPUT -m limit --limit 5/second -j LOG --log-prefix "tocsin-drop "');
  if (rules.account !== null) {
    lines.push(`-A OUTPUT -m owner --uid-owner ${rules.account} -j TOCSIN-OUT`);
    lines.push("-A TOCSIN-OUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT", "-A TOCSIN-OUT -o lo -j ACCEPT");
    for (const { flow, transport, port, to } of rules.dialled) {
      for (const target of of(to)) {
        lines.push(
          `-A TOCSIN-OUT -d ${target} -p ${transport} -m ${transport} --dport ${port} -m comment --comment "flow:${flow}" -j ACCEPT`,
        );
      }
    }
    lines.push("-A TOCSIN-OUT -j REJECT");
  }
  lines.push("COMMIT", "");
  return lines.join("\n");
}
