import { saying } from "#kernel/fault.ts";
import type { Delivery } from "../channel.ts";
import { oneLine } from "../render.ts";

/** What nodemailer's errors carry: the command that failed and the server's code. */
interface SmtpError {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
}

/**
 * What a failure to send means for the message. A code in answer to the recipient or the text concerns this message (4xx:
 * later, 5xx: never); everything else concerns the server: connection, TLS, sign-in, 421.
 */
export function readFailure(thrown: unknown, server: string): Delivery {
  const { command = "", responseCode, response, code } = asSmtpError(thrown);
  const said = oneLine(response || saying(thrown)).slice(0, 300);
  const because = command === "STARTTLS" ? `${server} does not encrypt (STARTTLS): ${said}` : `${server}: ${said}`;
  const refusedHere = code === "EENVELOPE" || code === "EMESSAGE";
  const aboutMessage = refusedHere || /^(MAIL FROM|RCPT TO|DATA)/u.test(command);
  if (responseCode !== undefined && aboutMessage && responseCode !== 421) {
    if (responseCode >= 500 && !isAboutUs(responseCode, said)) return { outcome: "rejected", because };
    return { outcome: "retry", because, outage: isAboutUs(responseCode, said) };
  }
  if (responseCode === undefined && refusedHere) return { outcome: "rejected", because };
  return { outcome: "retry", because, outage: true };
}

/** 530 authentication required, 5.7.57 client not authenticated: no recipient's fault. */
function isAboutUs(responseCode: number, said: string): boolean {
  return responseCode === 530 || responseCode === 535 || / 5\.7\.(?:0|57) /u.test(said);
}

function asSmtpError(thrown: unknown): SmtpError {
  return typeof thrown === "object" && thrown !== null ? (thrown as SmtpError) : {};
}
