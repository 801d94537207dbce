/** One command of `tocsin`. Its file is loaded only when it is called. */
export interface Command {
  readonly name: string;
  /** What follows the name: `[--data DIR]`. */
  readonly usage: string;
  /** What it does, in one line. */
  readonly about: string;
  load(): Promise<CommandModule>;
}

interface CommandModule {
  /**
   * Does the command and answers with its exit code: 0 done, 1 not done or something is wrong. A thrown `Fault` is shown
   * as its message; what `parseArgs` throws, as wrong usage (exit code 2).
   */
  run(args: readonly string[]): Promise<number>;
}

export const COMMANDS: readonly Command[] = [
  {
    name: "run",
    usage: "[--data DIR] [--config FILE] [--passphrase-fd NUMBER]",
    about: "Starts the server.",
    load: () => import("./run.ts"),
  },
  {
    name: "doctor",
    usage: "[--data DIR] [--config FILE] [--json]",
    about: "Says what is wrong with a set-up and how to mend it.",
    load: () => import("./doctor.ts"),
  },
  {
    name: "setup",
    usage: "--admin-url-file FILE [--name DATABASE] [--ca FILE] [--data DIR]",
    about: "Makes roles and database on an external PostgreSQL.",
    load: () => import("./setup.ts"),
  },
  {
    name: "migrate",
    usage: "[--data DIR] [--config FILE]",
    about: "Brings the database's schema up to date.",
    load: () => import("./migrate.ts"),
  },
  {
    name: "audit-trail",
    usage:
      "verify [--from FILE] [--checkpoints FILE|DIR] [--key PUBLIC] [--witness NUMBER:HASH] [--json] | export [--format jsonl|rfc5424|cef] | key | retain [--yes] | holds | hold REASON [--since TIME] [--until TIME] | lift ID REASON  [--data DIR] [--config FILE]",
    about: "Verifies the audit trail and says what is wrong; exports, proves and archives it.",
    load: () => import("./audit-trail.ts"),
  },
  {
    name: "history",
    usage: "status [--json] [--data DIR] [--config FILE]",
    about: "Says how much history the database holds, what goes when, and what stays.",
    load: () => import("./history.ts"),
  },
  {
    name: "export",
    usage: "[--json] [--data DIR] [--config FILE]",
    about: "Prints the whole site as YAML.",
    load: () => import("./export.ts"),
  },
  {
    name: "plan",
    usage: "SITE.YAML [--prune] [--json] [--data DIR] [--config FILE]",
    about: "Shows what applying a site file would change.",
    load: () => import("./plan.ts"),
  },
  {
    name: "apply",
    usage: "SITE.YAML [--prune] [--json] [--data DIR] [--config FILE]",
    about: "Changes the site as a file says; with --prune also removes what it does not name.",
    load: () => import("./apply.ts"),
  },
  {
    name: "simulate",
    usage: "--alarm NUMBER | --source ID [--priority P] [--category C] [--tag T] …  [--at TIME] [--json] [--data DIR]",
    about: "Shows who would be told, when and why.",
    load: () => import("./simulate.ts"),
  },
  {
    name: "messages",
    usage: "waiting | purge CHANNEL --reason TEXT [--person ID]  [--json] [--data DIR] [--config FILE]",
    about: "Shows how many messages wait by channel, and gives a backlog up.",
    load: () => import("./messages.ts"),
  },
  {
    name: "enrol",
    usage: "[OPERATOR] [--json] [--data DIR] [--config FILE]",
    about: "Prints a one-time code: for a new administrator, or for an operator's first second factor.",
    load: () => import("./enrol.ts"),
  },
  {
    name: "operators",
    usage:
      "list | import FILE [--encoding hex|base64] [--dry-run] | break-glass NAME  [--json] [--data DIR] [--config FILE]",
    about: "Lists operators, imports those of another product, makes break-glass credentials.",
    load: () => import("./operators.ts"),
  },
  {
    name: "access-review",
    usage: "[--csv | --json] [--data DIR] [--config FILE]",
    about: "Says who may do what, since when, and when they last did.",
    load: () => import("./access-review.ts"),
  },
  {
    name: "token",
    usage: "list | create NAME --scope SCOPE … [--expires TIME] | revoke ID  [--json] [--data DIR] [--config FILE]",
    about: "Makes, lists and revokes bearer tokens.",
    load: () => import("./token.ts"),
  },
  {
    name: "seal",
    usage:
      "status | provider systemd-creds|passphrase|file | rotate | shares | confirm-share | recover | export --to FILE | import --from FILE  [--data DIR]",
    about: "Says and changes how the root key of all secrets is kept.",
    load: () => import("./seal.ts"),
  },
  {
    name: "ports",
    usage: "[--zones | --diagram svg | lint [--table FILE.CSV]] [--json] [--data DIR] [--config FILE]",
    about: "Shows who connects to whom by which port, and whether this machine agrees.",
    load: () => import("./ports.ts"),
  },
  {
    name: "firewall",
    usage:
      "[--format nftables|iptables|ip6tables|windows|systemd|plan] [--node NODE] [--matrix FILE] | --check | apply [--dry-run] [--confirm-within SECONDS] | confirm | admit ADDRESS [--for MINUTES]  [--data DIR] [--config FILE]",
    about: "Makes firewall rules from the port matrix, tries them, and says whether they still hold.",
    load: () => import("./firewall.ts"),
  },
  {
    name: "trust",
    usage:
      "status | renew [--new-key] | rotate [--keep 7d] | rotate --retire [--cut-off] | rotate issuing [--stolen TEXT] | reset [--yes] | open [--for 10m] [--expect role=R node=N address=IP] | join HOST[:PORT] [--role R] [--node N] [--token-fd NUMBER] | test HOST[:PORT] | token --node N | request [--out FILE] | install FILE | install --remove  [--json] [--data DIR] [--config FILE]",
    about: "Says which machines the site trusts, renews their certificates, and lets machines join.",
    load: () => import("./trust.ts"),
  },
  {
    name: "failover",
    usage:
      "status | hand-over [--reason TEXT] | drill [--reason TEXT] [--stay] | drills | take-over --yes [--accept-loss] | join [--yes] | witness [--listen ADDRESS:PORT]  [--json] [--data DIR] [--config FILE]",
    about: "Says how the two cores of a pair stand, hands over, drills that, or is their witness.",
    load: () => import("./failover.ts"),
  },
  {
    name: "service",
    usage: "list | restart MODULE [--reason TEXT]  [--json] [--data DIR] [--config FILE]",
    about: "Lists the modules on other machines, or has one start anew.",
    load: () => import("./service.ts"),
  },
  {
    name: "module",
    usage:
      "driver-host | notifier-host | audit-witness --core HOST[:4020] … [--data DIR] [--spool-mb NUMBER] [--key KEY] [--log-level LEVEL]",
    about: "Runs drivers or channels on this machine for a core on another one.",
    load: () => import("./module.ts"),
  },
  {
    name: "demo",
    usage: "[--data DIR] [--config FILE]",
    about: "Starts an example site that lives: panels, a PLC, people, alarms.",
    load: () => import("./demo.ts"),
  },
  {
    name: "version",
    usage: "",
    about: "Says which Tocsin and which Node this is.",
    load: () => import("./version.ts"),
  },
];
