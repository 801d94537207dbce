import { type Addresses, type InboundRule, type OutboundRule, portsOf, type Rules } from "./rules.ts";

/** What a kernel or its tool may lack. The rules are whole without it, and Tocsin's own limits hold. */
export const FEATURES = ["rate", "count", "log", "account"] as const;
export type Feature = (typeof FEATURES)[number];

/** One table, so that each feature is asked for by text that is good wherever the feature is there. */
export const PROBES: Readonly<Record<Feature, string>> = {
  rate: table(
    "set s { type ipv4_addr; size 16; flags dynamic,timeout; timeout 1m; }",
    "ct state new update @s { ip saddr limit rate over 100/second burst 200 packets } drop",
  ),
  count: table(
    "set s { type ipv4_addr; size 16; flags dynamic; }",
    "ct state new add @s { ip saddr ct count over 20 } drop",
  ),
  log: table("", 'limit rate 5/second log prefix "tocsin-drop " counter drop'),
  account: table("", "meta skuid 1 accept", "output"),
};

function table(set: string, rule: string, hook = "input"): string {
  return `table inet tocsin_probe {\n${set}\nchain c {\ntype filter hook ${hook} priority filter; policy accept;\n${rule}\n}\n}\n`;
}

const FAMILIES = [
  ["4", "ip", "ipv4_addr"],
  ["6", "ip6", "ipv6_addr"],
] as const;
/** The web server's own limit for one address is 512 connections. */
const MOST_CONNECTIONS = 512;

/** A table of its own, replaced as a whole: rules of others stay, and there is no moment without rules. */
export function nftables(rules: Rules, features: ReadonlySet<Feature>): string {
  const hash = `matrix: sha256:${rules.hash}`;
  const byAccount = rules.account !== null && features.has("account");
  return [
    "#!/usr/sbin/nft -f",
    `# Made by: tocsin firewall --format nftables    for: ${rules.node}`,
    `# ${hash}`,
    ...rules.notes.map((note) => `# Note: ${note}`),
    "table inet tocsin",
    "delete table inet tocsin",
    "table inet tocsin {",
    ...sets(rules, features).map((line) => `  ${line}`),
    "",
    "  chain input {",
    "    type filter hook input priority filter; policy drop;",
    `    ct state established,related accept comment "${hash}"`,
    "    ct state invalid drop",
    '    iifname "lo" accept',
    "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert } accept",
    "    meta l4proto { icmp, ipv6-icmp } limit rate 20/second accept",
    ...rules.inbound.flatMap((rule) => inbound(rule, rules, features)).map((line) => `    ${line}`),
    ...(features.has("log") ? ['    limit rate 5/second log prefix "tocsin-drop "'] : []),
    "    counter drop",
    "  }",
    "  chain forward { type filter hook forward priority filter; policy drop; }",
    "  chain output {",
    "    type filter hook output priority filter; policy accept;",
    ...(byAccount ? [`    meta skuid ${rules.account} jump tocsin_out`] : []),
    "  }",
    ...(byAccount ? outbound(rules.dialled).map((line) => `  ${line}`) : []),
    "}",
    "",
  ].join("\n");
}

function sets({ zones, inbound }: Rules, features: ReadonlySet<Feature>): string[] {
  const lines: string[] = [];
  const interval = (name: string, type: string, list: readonly string[]) =>
    lines.push(`set ${name} { type ${type}; flags interval; elements = { ${list.join(", ")} } }`);
  for (const [zone, { v4, v6 }] of zones) {
    if (v4.length > 0) interval(`${zone}4`, "ipv4_addr", v4);
    if (v6.length > 0) interval(`${zone}6`, "ipv6_addr", v6);
  }
  for (const [digit, , type] of FAMILIES) {
    if (inbound.some(({ from }) => from === "joining")) {
      lines.push(`set joining${digit} { type ${type}; flags timeout; }`);
    }
    if (!inbound.some(isWeb)) continue;
    if (features.has("rate"))
      lines.push(`set flood${digit} { type ${type}; size 65536; flags dynamic,timeout; timeout 1m; }`);
    if (features.has("count")) lines.push(`set many${digit} { type ${type}; size 65536; flags dynamic; }`);
  }
  return lines;
}

function isWeb({ flow }: InboundRule): boolean {
  return flow === "web" || flow === "api";
}

function inbound(rule: InboundRule, { zones }: Rules, features: ReadonlySet<Feature>): string[] {
  const { flow, transport, from } = rule;
  const to = `${transport} dport ${portsOf(rule)}`;
  const comment = `comment "flow:${flow}"`;
  return FAMILIES.flatMap(([digit, ip]) => {
    if (from === "joining") {
      const slowly = "ct state new limit rate 10/minute burst 10 packets";
      return [`${ip} saddr @joining${digit} ${to} ${slowly} accept ${comment}`];
    }
    const list = ofFamily("peers" in from ? from.peers : (zones.get(from.zone) ?? { v4: [], v6: [] }), digit);
    if (list.length === 0) return [];
    const who = "peers" in from ? `${ip} saddr { ${list.join(", ")} }` : `${ip} saddr @${from.zone}${digit}`;
    const limits: string[] = [];
    if (isWeb(rule) && features.has("rate")) {
      const over = `update @flood${digit} { ${ip} saddr limit rate over 100/second burst 200 packets }`;
      limits.push(`${who} ${to} ct state new ${over} drop comment "${flow}: new connections of one address"`);
    }
    if (isWeb(rule) && features.has("count")) {
      const over = `add @many${digit} { ${ip} saddr ct count over ${MOST_CONNECTIONS} }`;
      limits.push(`${who} ${to} ct state new ${over} drop comment "${flow}: connections of one address"`);
    }
    return [...limits, `${who} ${to} accept ${comment}`];
  });
}

function outbound(rules: readonly OutboundRule[]): string[] {
  return [
    "chain tocsin_out {",
    "  ct state established,related accept",
    '  oifname "lo" accept',
    ...rules.flatMap(({ flow, transport, port, to }) =>
      FAMILIES.flatMap(([digit, ip]) => {
        const list = ofFamily(to, digit);
        if (list.length === 0) return [];
        return [`  ${ip} daddr { ${list.join(", ")} } ${transport} dport ${port} accept comment "flow:${flow}"`];
      }),
    ),
    "  counter reject with icmpx admin-prohibited",
    "}",
  ];
}

function ofFamily({ v4, v6 }: Addresses, digit: "4" | "6"): readonly string[] {
  return digit === "4" ? v4 : v6;
}
