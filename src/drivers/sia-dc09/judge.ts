import type { Report } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import type { Account, Accounts } from "./account.ts";
import { decrypt, encrypt } from "./cipher.ts";
import { type CrcForm, type Frame, writeFrame } from "./frame.ts";
import { type Content, type Header, readContent, readHeader, writeNak, writeReply } from "./message.ts";
import { TOKENS } from "./settings.ts";
import { writeTimestamp } from "./timestamp.ts";
import { asText, type Message, translate } from "./translate.ts";

export type WholeFrame = Frame & { kind: "whole" };

/** What is to be done about a frame, and why. */
export type Judgement =
  /** To be stored, all of it, and then acknowledged. Without reports it is a sign of life. */
  | { readonly kind: "take"; readonly account: Account; readonly reports: readonly Report[]; readonly header: Header }
  /** The panel is told what time it is. */
  | { readonly kind: "nak"; readonly account: Account; readonly why: string }
  /** The panel is told that this can't be handled, and not to repeat it. */
  | {
      readonly kind: "duh";
      readonly header: Header;
      readonly why: string;
      readonly account?: Account;
      /** The account of nobody, as it named itself. */
      readonly unknown?: string;
      readonly security?: SecurityCondition;
    }
  /** No answer: the panel repeats. */
  | { readonly kind: "silence"; readonly why: string };

/** Conditions of the point `<account>/0/system` that the next good decryption ends. */
export const SECURITY_CONDITIONS = ["decryption-failed", "encryption-missing"] as const;
export type SecurityCondition = (typeof SECURITY_CONDITIONS)[number];

/** The order is that of the checks: account, address, form, encryption, content, timestamp, meaning. Pure. */
export function judge(frame: WholeFrame, accounts: Accounts, from: string, now: Instant): Judgement {
  const header = readHeader(frame.body);
  if (!header) return { kind: "silence", why: "it has no header of a DC-09 message" };
  const plain = header.encrypted ? null : readContent(header.rest);
  const account = accounts.find(header, plain?.account ?? "");
  if (!account) {
    const unknown = (header.account || plain?.account || header.run).toUpperCase();
    return { kind: "duh", header, unknown, why: `account ${unknown} is not configured: add it to the source` };
  }
  const { settings } = account;
  const refuse = (why: string, security?: SecurityCondition): Judgement => ({
    kind: "duh",
    header,
    account,
    why: `account ${account.called}: ${why}`,
    ...(security && { security }),
  });
  if (!account.mayCallFrom(from)) return refuse(`${from} is not among its allowed addresses`);
  if (frame.declaredLength !== frame.body.length && !settings.lenientLength) {
    const why = `the length field says ${frame.declaredLength} and ${frame.body.length} bytes came`;
    return { kind: "silence", why: `account ${account.called}: ${why}: repair the panel or set lenientLength` };
  }
  if (frame.crcForm === "binary" && !settings.binaryCrc) return refuse("its CRC is binary, and binaryCrc is off");
  if (header.account === "" && !settings.acceptMissingHash) {
    return refuse("there is no # in front of the account, and acceptMissingHash is off");
  }

  if (!header.encrypted && account.key && settings.encryption === "required") {
    return refuse("its message is plain, and encryption is required: switch it on in the panel", "encryption-missing");
  }
  let content = plain;
  let clear = frame.body;
  if (header.encrypted) {
    if (!account.key) return refuse("its message is encrypted, and it has no key here: give it the panel's key");
    const opened = open(header, account);
    if (!opened) return refuse("its message can't be decrypted: compare the keys of both sides", "decryption-failed");
    content = opened.content;
    clear = `"*${header.token}"${header.sequence}${header.address}[${opened.text}`;
  }
  if (!content) return refuse("its data has no closing bracket");
  if (header.account && content.account && content.account.toUpperCase() !== header.account.toUpperCase()) {
    return refuse(`its data names another account, ${content.account}`);
  }
  const late = account.outOfWindow(content.timestamp, header.encrypted, now);
  if (late) return { kind: "nak", account, why: `account ${account.called}: ${late}` };
  return understand({ header, account, content, clear, crc: frame.crc, now }, refuse);
}

interface Opened {
  readonly header: Header;
  readonly account: Account;
  readonly content: Content;
  readonly clear: string;
  readonly crc: number;
  readonly now: Instant;
}

function understand(
  { header, account, content, clear, crc, now }: Opened,
  refuse: (why: string) => Judgement,
): Judgement {
  const { settings } = account;
  const known = TOKENS.find((token) => token === header.token);
  const key = `${account.id}|${header.receiver}|${header.line}|${header.sequence}|${crc}`;
  const message: Message = { token: header.token, content, raw: clear, key };
  const take = (reports: readonly Report[]): Judgement => ({ kind: "take", account, header, reports });

  if (!known || !settings.tokens.includes(known)) {
    if (settings.otherTokensAsText) return take([asText(message, account)]);
    return refuse(`it sent the token ${header.token}, which is not taken`);
  }
  if (known === "NULL" || content.data === "") return take([]);
  if (content.account === "" && !settings.acceptWithoutInnerAccount) {
    return refuse("its data does not repeat the account, and acceptWithoutInnerAccount is off");
  }
  const reports = translate(message, account, now);
  if (reports) return take(reports);
  if (settings.otherTokensAsText) return take([asText(message, account)]);
  return refuse(`its ${known} data has no event that can be read`);
}

/** The text behind the pad, and what it says; null when it is nonsense, which a wrong key makes of it. */
function open(header: Header, account: Account): { readonly text: string; readonly content: Content } | null {
  if (!account.key) return null;
  const padded = decrypt(header.rest, account.key);
  if (padded === null) return null;
  const bar = padded.indexOf("|");
  let text = padded.slice(bar + 1);
  if (bar < 0) {
    const bracket = padded.indexOf("]");
    if (bracket < 0 || header.token !== "NULL" || !account.settings.acceptUnterminatedNullPad) return null;
    text = padded.slice(bracket);
  }
  if (hasControlCharacters(text)) return null;
  const content = readContent(text);
  if (!content?.wellFormed) return null;
  // Noise may hold a `|` and end in a `]` by chance; a timestamp or the account it does not hold.
  if (content.timestamp === null && content.account === "") return null;
  const other = content.account.toUpperCase();
  const named = header.account.toUpperCase() || account.id;
  return other === "" || other === named ? { text, content } : null;
}

function hasControlCharacters(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** The frame that acknowledges a message: in its own manner, encrypted when it was. */
export function acknowledgement(
  { encrypted, sequence, address }: Header,
  account: Account,
  form: CrcForm,
  now: Instant,
) {
  if (!encrypted || !account.key) return writeFrame(writeReply("ACK", sequence, address), form);
  const ciphertext = encrypt(`|]${writeTimestamp(now)}`, account.key);
  return writeFrame(`"*ACK"${sequence}${address}[${ciphertext}`, form);
}

/** DUH, never encrypted. */
export function refusal({ sequence, address }: Header, form: CrcForm): string {
  return writeFrame(writeReply("DUH", sequence, address), form);
}

/** NAK with our time, never encrypted. */
export function clockCorrection(form: CrcForm, now: Instant): string {
  return writeFrame(writeNak(writeTimestamp(now)), form);
}
