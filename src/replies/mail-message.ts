import type { Email } from "postal-mime";
import { newText } from "./fresh-text.ts";

/** Larger mails are no answers; only this much is ever read. */
export const LONGEST_MAIL = 1_048_576;
const LONGEST_HTML = 200_000;

/** A mail from the inbox, reduced to what an answer can be. */
export interface ReceivedMail {
  readonly messageId: string;
  /** Lower case. */
  readonly from: string;
  readonly subject: string;
  /** What was written above the quotation. */
  readonly fresh: string;
  /** In-Reply-To and References. */
  readonly thread: string;
  /** Written by a program: why we think so. Such a mail never answers anything. */
  readonly automatic: string | null;
  /** A report that one of our mails could not be delivered (RFC 3464). */
  readonly bounce: Bounce | null;
  /** Whether that server says that the sender's domain is genuine (RFC 8601). */
  authenticatedBy(server: string): boolean;
}

export interface Bounce {
  readonly recipient: string;
  readonly because: string;
  /** Whatever it quotes of the mail that it is about; our Message-ID holds the code. */
  readonly about: string;
}

export async function readMail(raw: Buffer): Promise<ReceivedMail> {
  // Loaded with the first mail: a server without an inbox needs no memory for it.
  const { default: PostalMime } = await import("postal-mime");
  const mail = await PostalMime.parse(raw, {
    attachmentEncoding: "utf8",
    maxNestingDepth: 20,
    maxHeadersSize: 262_144,
  });
  const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? "";
  const from = (mail.from?.address ?? "").toLowerCase();
  const text = raw.toString("latin1");
  return {
    messageId: mail.messageId ?? "",
    from,
    subject: mail.subject ?? "",
    fresh: newText(mail.text?.trim() ? mail.text : textOf(mail.html ?? "")),
    thread: `${mail.inReplyTo ?? ""} ${mail.references ?? ""}`,
    automatic: whyAutomatic(mail, header),
    bounce: readBounce(header("content-type"), from, text),
    authenticatedBy: (server) => isAuthentic(mail, server, from.slice(from.lastIndexOf("@") + 1)),
  };
}

const OUT_OF_OFFICE =
  /^(?:auto(?:matic)?[ -]?(?:reply|response)|automatische antwort|out of (?:the )?office|abwesenheit|abwesend|(?:re: ?|aw: ?)?ooo\b)|\b(?:out of office|abwesenheitsnotiz)\b/iu;

/** RFC 3834 §2 and what programs did before it. */
function whyAutomatic(mail: Email, header: (name: string) => string): string | null {
  const submitted = header("auto-submitted").trim().toLowerCase();
  if (submitted !== "" && submitted !== "no") return `it says Auto-Submitted: ${submitted.slice(0, 40)}`;
  const precedence = header("precedence").trim().toLowerCase();
  if (/^(?:bulk|junk|list|auto_reply)$/u.test(precedence)) return `it says Precedence: ${precedence}`;
  for (const name of ["x-autoreply", "x-autorespond", "x-autoresponder", "list-id"]) {
    if (header(name) !== "") return `it carries ${name}`;
  }
  if (/^\s*<\s*>\s*$/u.test(header("return-path"))) return "its return path is empty";
  if (OUT_OF_OFFICE.test(mail.subject ?? "")) return "its subject is that of an out-of-office message";
  if (/^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/iu.test(mail.from?.address ?? "")) {
    return "it comes from a mail system";
  }
  return null;
}

function readBounce(contentType: string, from: string, text: string): Bounce | null {
  const isReport = /multipart\/report/iu.test(contentType) && /delivery-status/iu.test(contentType);
  if (!isReport && !from.startsWith("mailer-daemon@")) return null;
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*([^\\r\\n]{1,500})`, "imu").exec(text)?.[1]?.trim() ?? "";
  const action = field("Action").toLowerCase();
  const status = field("Status");
  // `delayed`, `delivered`, `relayed` and `expanded` are news, not failures.
  if (action !== "failed" && !(action === "" && status.startsWith("5"))) return null;
  const diagnostic = field("Diagnostic-Code").replace(/^smtp;\s*/iu, "");
  return {
    recipient: field("Final-Recipient").replace(/^rfc822;\s*/iu, ""),
    because: diagnostic || status || "no reason given",
    about: text.slice(0, LONGEST_MAIL),
  };
}

function isAuthentic(mail: Email, server: string, domain: string): boolean {
  // Only the topmost of that server counts: the ones below may have come with the mail.
  const ours = mail.headers.find(
    ({ key, value }) =>
      key === "authentication-results" &&
      value.split(";")[0]?.trim().split(/\s/u)[0]?.toLowerCase() === server.toLowerCase(),
  );
  if (!ours || domain === "") return false;
  const results = ours.value
    .split(";")
    .slice(1)
    .map((result) => result.trim().toLowerCase());
  const belongs = (name: string) => name !== "" && (name === domain || name.endsWith(`.${domain}`));
  return results.some((result) => {
    const property = (name: string) => new RegExp(`\\b${name}=(?:[^\\s@]*@)?([^\\s;]+)`, "u").exec(result)?.[1] ?? "";
    if (/^dmarc=pass\b/u.test(result)) return belongs(property("header\\.from"));
    if (/^dkim=pass\b/u.test(result)) return belongs(property("header\\.d") || property("header\\.i"));
    return /^spf=pass\b/u.test(result) && belongs(property("smtp\\.mailfrom"));
  });
}

const QUOTED_HTML =
  /<blockquote|<div[^>]{0,200}(?:gmail_quote|divRplyFwdMsg|appendonsend|yahoo_quoted|moz-cite-prefix)|<hr/iu;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", "#39": "'" };

/** The words of an HTML mail above what it quotes. It is never shown, only read. */
function textOf(html: string): string {
  const [above = ""] = html.slice(0, LONGEST_HTML).split(QUOTED_HTML, 1);
  return above
    .replace(/<(style|script|head|title)\b[^>]*>[^]*?<\/\1>/giu, " ")
    .replace(/<(?:br|\/p|\/div|\/li|\/tr)\b[^>]*>/giu, "\n")
    .replace(/<[^>]*>/gu, "")
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/gu, (_, name: string) => ENTITIES[name] ?? " ");
}
