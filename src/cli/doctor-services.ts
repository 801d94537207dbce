import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Listener } from "#hardening/listeners.ts";
import type { Finding } from "./doctor.ts";

/** A listening socket and the program that holds it, where that can be seen. */
export interface Service extends Pick<Listener, "transport" | "address" | "port"> {
  readonly program: string | null;
  readonly pid: number | null;
}

interface Unwanted {
  readonly what: string;
  /** `tcp/21`, `udp/67`. */
  readonly ports: readonly string[];
  readonly programs: readonly string[];
}

/** What an alarm server must not be besides, and by what one knows it. */
const UNWANTED: readonly Unwanted[] = [
  { what: "WINS and NetBIOS", ports: ["udp/137", "udp/138", "tcp/139"], programs: ["nmbd"] },
  { what: "a DHCP server", ports: ["udp/67", "udp/547"], programs: ["dhcpd", "dnsmasq", "kea-dhcp4", "kea-dhcp6"] },
  { what: "an FTP server", ports: ["tcp/21"], programs: ["vsftpd", "proftpd", "pure-ftpd", "in.ftpd"] },
  { what: "a mail server", ports: ["tcp/25"], programs: ["exim4", "sendmail", "smtpd", "opensmtpd"] },
  { what: "file shares (SMB)", ports: ["tcp/445"], programs: ["smbd"] },
  { what: "telnet", ports: ["tcp/23"], programs: ["telnetd", "in.telnetd"] },
  { what: "the port mapper", ports: ["tcp/111", "udp/111"], programs: ["rpcbind"] },
];
const DOMAIN_CONTROLLER: Unwanted = {
  what: "a domain controller",
  ports: ["tcp/88", "tcp/389", "tcp/636", "tcp/3268"],
  programs: ["samba", "krb5kdc", "slapd"],
};

/** Only what others can reach counts: a mail server for this machine alone is not one. */
export function judgeServices(services: readonly Service[]): Finding[] {
  const unwanted = UNWANTED.flatMap((one) => found(one, services));
  const controller = found(DOMAIN_CONTROLLER, services);
  return [
    verdict(
      { id: "NET-04", check: "services" },
      unwanted,
      "No service that an alarm server must not offer can be reached.",
    ),
    verdict({ id: "OS-13", check: "domain" }, controller, "This machine is no domain controller."),
  ];
}

/** Why nothing is to be installed here, or null. */
export function whyNotHere(services: readonly Service[]): string | null {
  const [first] = found(DOMAIN_CONTROLLER, services);
  return first === undefined
    ? null
    : `This machine is ${first}. Install Tocsin on another one: whoever breaks into either has both.`;
}

function verdict(check: Pick<Finding, "id" | "check">, wrong: readonly string[], good: string): Finding {
  if (wrong.length === 0) return { ...check, state: "good", found: good };
  return {
    ...check,
    state: "advice",
    found: `Here runs ${wrong.join("; ")}.`,
    mend: "Stop it, or move it to another machine.",
  };
}

function found({ what, ports, programs }: Unwanted, services: readonly Service[]): string[] {
  return services
    .filter(({ address }) => !isLoopback(address))
    .filter(
      ({ transport, port, program }) =>
        ports.includes(`${transport}/${port}`) || (program !== null && programs.includes(program)),
    )
    .map(({ transport, address, port, program, pid }) => {
      const who = program === null ? "" : ` by ${program} (${pid})`;
      return `${what}: ${transport} port ${port} on ${address}${who}`;
    });
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

/** Who holds which socket: `/proc/<pid>/fd`, of those processes into which this account may look. */
export function withPrograms(listeners: readonly Listener[], proc = "/proc"): Service[] {
  const holders = new Map<number, { program: string; pid: number }>();
  for (const pid of entriesOf(proc).filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of entriesOf(`${proc}/${pid}/fd`)) {
      const inode = inodeOf(`${proc}/${pid}/fd/${descriptor}`);
      if (inode !== null) holders.set(inode, { program: nameOf(`${proc}/${pid}/comm`), pid: Number(pid) });
    }
  }
  return listeners.map(({ transport, address, port, inode }) => {
    const holder = holders.get(inode);
    return { transport, address, port, program: holder?.program ?? null, pid: holder?.pid ?? null };
  });
}

/** Empty where this account may not look, or the process has ended. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function inodeOf(link: string): number | null {
  try {
    const socket = /^socket:\[(\d+)\]$/.exec(readlinkSync(link));
    return socket ? Number(socket[1]) : null;
  } catch {
    return null;
  }
}

function nameOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "?";
  }
}
