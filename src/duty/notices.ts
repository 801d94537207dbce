import type { Language } from "#site/language.ts";

/** What colleagues are told of each other's duty; `what` is a span of it in words. */
export interface DutyNotices {
  readonly span: (schedule: string, from: string, to: string) => string;
  readonly someShift: string;
  readonly openEnd: string;
  readonly offered: (who: string, what: string, note: string) => string;
  readonly taken: (who: string, what: string) => string;
  readonly declined: (who: string, what: string) => string;
  readonly withdrawn: (who: string, what: string) => string;
  readonly standsIn: (who: string, schedule: string, until: string) => string;
}

export const NOTICES: Readonly<Record<Language, DutyNotices>> = {
  en: {
    span: (schedule, from, to) => `the duty in ${schedule} from ${from} to ${to}`,
    someShift: "a shift",
    openEnd: "further notice",
    offered: (who, what, note) =>
      `${who} offers you ${what}${note === "" ? "" : `, saying '${note}'`}. Accept or decline it on the page 'My shift'.`,
    taken: (who, what) => `${who} took ${what} over from you.`,
    declined: (who, what) => `${who} declined ${what}; it stays yours.`,
    withdrawn: (who, what) => `${who} no longer offers you ${what}.`,
    standsIn: (who, schedule, until) => `You stand in for ${who} in ${schedule} until ${until}.`,
  },
  de: {
    span: (schedule, from, to) => `den Dienst in ${schedule} von ${from} bis ${to}`,
    someShift: "einen Dienst",
    openEnd: "auf Weiteres",
    offered: (who, what, note) =>
      `${who} bietet Ihnen ${what} an${note === "" ? "" : ` und schreibt: „${note}“`}. Nehmen Sie ihn auf der Seite „Mein Dienst“ an, oder lehnen Sie ihn ab.`,
    taken: (who, what) => `${who} hat ${what} von Ihnen übernommen.`,
    declined: (who, what) => `${who} hat ${what} abgelehnt; er bleibt bei Ihnen.`,
    withdrawn: (who, what) => `${who} bietet Ihnen ${what} nicht mehr an.`,
    standsIn: (who, schedule, until) => `Sie vertreten ${who} in ${schedule} bis ${until}.`,
  },
};
