/** In whose words the rules can be written. `plan` is for network firewalls: zones and what may pass between them. */
export const FORMATS = ["nftables", "iptables", "ip6tables", "windows", "systemd", "plan"] as const;
export type Format = (typeof FORMATS)[number];

export const FILE_NAMES: Readonly<Record<Format, string>> = {
  nftables: "tocsin.nft",
  iptables: "rules.v4",
  ip6tables: "rules.v6",
  windows: "tocsin-firewall.ps1",
  systemd: "addresses.conf",
  plan: "zones.csv",
};
