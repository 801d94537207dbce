import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import { freePort } from "./whole-server.ts";

const PROGRAM = "/usr/sbin/dovecot";
/** The system user `mail` of Debian. */
const MAIL_USER = 8;

/** Why Debian's dovecot can't be used here, or false. */
export const whyNoDovecot: string | false = !existsSync(PROGRAM)
  ? "dovecot is not installed (apt-get install dovecot-imapd dovecot-pop3d dovecot-lmtpd dovecot-submissiond)"
  : process.getuid?.() !== 0 && "dovecot's sign-in needs root";

/**
 * Dovecot 2.3 as mail server: IMAP with IDLE, POP3, submission, LMTP; the password is `pw`, XOAUTH2 tokens are those in
 * `tokens`, asked by introspection (RFC 7662). What is submitted arrives at `relayed`.
 */
export async function openDovecot(t: TestContext, { key, cert }: { key: string; cert: string }) {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-dovecot-"));
  const mail = join(folder, "mail");
  // The mail user has to get through to its folder.
  chmodSync(folder, 0o755);
  mkdirSync(mail);
  chownSync(mail, MAIL_USER, MAIL_USER);
  writeFileSync(join(folder, "cert.pem"), cert);
  writeFileSync(join(folder, "key.pem"), key);
  const tokens = new Set<string>();
  const relayed: { to: string[]; raw: string }[] = [];
  const introspection = http.createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const active = tokens.has(new URLSearchParams(body).get("token") ?? "");
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(active ? { active, username: "alarms" } : { active }));
    });
  });
  introspection.listen(0, "127.0.0.1");
  const sink = new SMTPServer({
    closeTimeout: 50,
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        relayed.push({ to, raw: Buffer.concat(chunks).toString() });
        done(null, "queued");
      });
    },
  });
  sink.on("error", () => {});
  sink.listen(0, "127.0.0.1");
  await Promise.all([once(introspection, "listening"), once(sink.server, "listening")]);
  const ports: number[] = [];
  while (ports.length < 6) ports.push(await freePort());
  const [imap = 0, imaps = 0, pop3 = 0, pop3s = 0, submission = 0, lmtp = 0] = ports;
  const { port: introspectionPort } = introspection.address() as AddressInfo;
  writeFileSync(
    join(folder, "oauth2.conf"),
    `introspection_mode = post
introspection_url = http://127.0.0.1:${introspectionPort}/introspect
username_attribute = username
active_attribute = active
active_value = true
`,
  );
  writeFileSync(
    join(folder, "dovecot.conf"),
    configuration(folder, {
      imap,
      imaps,
      pop3,
      pop3s,
      submission,
      lmtp,
      relay: (sink.server.address() as AddressInfo).port,
    }),
  );
  const dovecot = spawn(PROGRAM, ["-F", "-c", join(folder, "dovecot.conf")], { stdio: "ignore" });
  t.after(async () => {
    const ended = once(dovecot, "exit");
    dovecot.kill("SIGTERM");
    await ended;
    introspection.closeAllConnections();
    introspection.close();
    await new Promise<void>((resolve) => sink.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });
  // The authentication process is ready a second or two after the ports are: wait for a successful LOGIN.
  for (let tries = 0; !(await canLogIn(imap)); tries++) {
    if (tries > 1200) throw new Error(`dovecot did not come up; its log is in ${folder}/log`);
    await sleep(100);
  }
  return { imap, imaps, pop3, pop3s, submission, lmtp, tokens, relayed };
}

function configuration(
  folder: string,
  ports: Record<"imap" | "imaps" | "pop3" | "pop3s" | "submission" | "lmtp" | "relay", number>,
): string {
  return `base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap pop3 lmtp submission
listen = 127.0.0.1
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
default_internal_user = dovecot
default_login_user = dovenull
mail_location = maildir:${folder}/mail/%n
mail_uid = ${MAIL_USER}
mail_gid = ${MAIL_USER}
first_valid_uid = ${MAIL_USER}
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
passdb {
  driver = static
  args = password=pw
}
userdb {
  driver = static
  args = uid=${MAIL_USER} gid=${MAIL_USER} home=${folder}/mail/%n
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = ${ports.pop3s}
    ssl = yes
  }
}
service submission-login {
  inet_listener submission {
    port = ${ports.submission}
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${ports.lmtp}
  }
}
submission_relay_host = 127.0.0.1
submission_relay_port = ${ports.relay}
submission_relay_trusted = no
`;
}

async function canLogIn(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  socket.setTimeout(2000, () => socket.destroy());
  let said = "";
  try {
    for await (const chunk of socket) {
      if (said === "") socket.write("a LOGIN alarms pw\r\n");
      said += String(chunk);
      if (/^a OK/mu.test(said)) return true;
      if (/^a (?:NO|BAD)/mu.test(said)) return false;
    }
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
  return false;
}
