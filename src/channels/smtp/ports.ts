import { type Port, placeOf } from "#kernel/port.ts";
import { type InboxSettings, type Login, portOf, type Settings } from "./settings.ts";

const OUT = { direction: "out", transport: "tcp" } as const;

/** The mail servers, the mailbox of replies, and where their sign-in gets its tokens. */
export function portsOf({ servers, login, inbox }: Settings): Port[] {
  const ports: Port[] = servers.map((server, at) => ({
    name: "submission",
    ...OUT,
    host: server.host,
    port: portOf(server),
    app: server.security === "tls" ? "smtps" : "smtp",
    encrypted: server.security === "plain" ? "no" : "yes",
    proof: proofOf(login),
    setting: `servers.${at}.port`,
    purpose: "mails to people",
  }));
  if (inbox) ports.push(inboxPort(inbox));
  const tokenUrls = [login, inbox?.login].flatMap((one) => (one?.type === "oauth" ? [one.tokenUrl] : []));
  for (const url of new Set(tokenUrls)) {
    const place = placeOf(url, { https: 443, http: 80 });
    if (!place) continue;
    ports.push({
      name: "sign-in",
      ...OUT,
      ...place,
      app: new URL(url).protocol.slice(0, -1),
      encrypted: url.startsWith("https:") ? "yes" : "no",
      proof: "password",
      setting: "login.tokenUrl",
      purpose: "tokens for the mail servers",
    });
  }
  return ports;
}

function inboxPort({ protocol, host, port, security, login }: InboxSettings): Port {
  return {
    name: "inbox",
    ...OUT,
    host,
    port: port ?? { imap: 993, pop3: 995 }[protocol],
    app: security === "tls" ? `${protocol}s` : protocol,
    encrypted: "yes",
    proof: proofOf(login),
    setting: "inbox.port",
    purpose: "replies and bounces",
  };
}

function proofOf(login: Login | undefined): Port["proof"] {
  if (!login) return "none";
  return login.type === "oauth" ? "token" : "password";
}
