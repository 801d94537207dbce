import type { Notification } from "#escalation/callout.ts";
import { calledIn } from "#site/called.ts";
import type { Language } from "#site/language.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { Report } from "./report-times.ts";

/** Where a report goes, and how whoever reads it there reads. */
export interface Recipient extends Pick<Notification, "person" | "method" | "channel" | "address"> {
  readonly language: Language;
  /** IANA name */
  readonly timeZone: string;
}

export interface Recipients {
  readonly found: readonly Recipient[];
  /** `not to Anna: …`, of those whom it can't reach. */
  readonly missing: readonly string[];
}

type Verified = (person: string, channel: string, address: string) => boolean;

/** Who gets a report: in its language, or where it has none, each in their own; times as their own clocks show them. */
export function recipientsOf(report: Report, site: Site, verified: Verified): Recipients {
  const settings = settingsOf(site);
  const found: Recipient[] = [];
  const missing: string[] = [];
  for (const recipient of report.recipients) {
    if ("address" in recipient) {
      const { address, channel } = recipient;
      if (!sendsMail(site, channel))
        missing.push(`not to ${address}: the channel ${calledIn(site)("channel", channel)} is off`);
      else {
        const language = report.language ?? settings.language;
        found.push({ person: "", method: "", channel, address, language, timeZone: settings.timeZone });
      }
      continue;
    }
    const person = site.items.person.get(recipient.person)?.body;
    const mails = person?.active ? person.methods.filter(({ channel }) => sendsMail(site, channel)) : [];
    const method = mails.find(({ channel, address }) => verified(recipient.person, channel, address));
    if (person && method) {
      const { id, channel, address } = method;
      const language = report.language ?? person.language ?? settings.language;
      const timeZone = person.timeZone ?? settings.timeZone;
      found.push({ person: person.id, method: id, channel, address, language, timeZone });
    } else if (mails.length > 0) missing.push(`not to ${person?.name}: no e-mail address has been confirmed`);
    else missing.push(`not to ${person?.name ?? recipient.person}: there is no e-mail method that works`);
  }
  return { found, missing };
}

/** Whether a report may still go there: its channel sends, and whoever has the address still has it. */
export function isStillReached(
  { person, channel, address }: Pick<Recipient, "person" | "channel" | "address">,
  site: Site,
  verified: Verified,
): boolean {
  if (!sendsMail(site, channel)) return false;
  return person === "" || (site.items.person.get(person)?.body.active === true && verified(person, channel, address));
}

/** Those who read alike get the same pages. */
export function alike(recipients: readonly Recipient[]): Map<string, Recipient[]> {
  return Map.groupBy(recipients, ({ language, timeZone }) => `${language} ${timeZone}`);
}

function sendsMail(site: Site, channel: string): boolean {
  const body = site.items.channel.get(channel)?.body;
  return body?.kind === "smtp" && body.enabled;
}
