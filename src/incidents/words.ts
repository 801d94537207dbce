import type { AlarmInput, AlarmState } from "#alarms/alarm.ts";
import type { CalloutState, NotificationState } from "#escalation/callout.ts";
import type { EntryKind, RunState } from "#procedures/run.ts";
import type { Language } from "#site/language.ts";

/** What a report says besides what it reports, in a language. */
export interface ReportWords {
  readonly locale: string;
  readonly title: (alarm: number, occurrence: number) => string;
  readonly made: (at: string, by: string, zone: string) => string;
  readonly cut: (most: number) => string;
  readonly facts: string;
  readonly fact: Readonly<
    Record<
      | "site"
      | "point"
      | "source"
      | "partition"
      | "priority"
      | "category"
      | "condition"
      | "value"
      | "tags"
      | "raised"
      | "state"
      | "cleared"
      | "acknowledged",
      string
    >
  >;
  /** Of a later occurrence the alarm's own facts are no longer known. */
  readonly nowOfAlarm: string;
  readonly guidance: string;
  readonly instructions: string;
  readonly cause: string;
  readonly consequence: string;
  readonly from: (name: string) => string;
  readonly note: string;
  readonly history: string;
  readonly at: string;
  readonly what: string;
  readonly who: string;
  readonly why: string;
  readonly told: string;
  readonly nobodyTold: string;
  readonly byWhat: string;
  readonly outcome: string;
  readonly answered: (at: string) => string;
  readonly policy: (policy: string, version: number) => string;
  readonly attempts: (n: number) => string;
  readonly procedures: string;
  readonly procedure: (name: string, version: number) => string;
  readonly noProcedure: string;
  readonly began: (by: string, at: string) => string;
  readonly run: Readonly<Record<RunState, string>>;
  readonly step: string;
  readonly entry: Readonly<Record<EntryKind, string>>;
  readonly attached: (name: string, id: string) => string;
  readonly trail: string;
  /** In which language the trail is, where that is another one. */
  readonly trailLanguage: string;
  readonly noTrail: string;
  readonly checkpoint: (size: number, at: string, root: string) => string;
  readonly noCheckpoint: string;
  readonly number: string;
  readonly tocsin: string;
  readonly states: Readonly<Record<AlarmState, string>>;
  readonly inputs: Readonly<Record<AlarmInput | "comment", string>>;
  readonly callouts: Readonly<Record<CalloutState, string>>;
  readonly messages: Readonly<Record<NotificationState, string>>;
}

const ENGLISH: ReportWords = {
  locale: "en-GB",
  title: (alarm, occurrence) => `Incident report: alarm ${alarm}, occurrence ${occurrence}`,
  made: (at, by, zone) => `Made on ${at} by ${by}. All times are of ${zone}.`,
  cut: (most) => `Of longer lists only the first ${most} entries are shown.`,
  facts: "What happened",
  fact: {
    site: "Site",
    point: "Point",
    source: "Source",
    partition: "Area of responsibility",
    priority: "Priority",
    category: "Category",
    condition: "Condition",
    value: "Value",
    tags: "Tags",
    raised: "Raised",
    state: "State now",
    cleared: "Gone",
    acknowledged: "Acknowledged",
  },
  nowOfAlarm: "The alarm has had a later occurrence since; priority and text are those of now.",
  guidance: "What operators were told to do",
  instructions: "Instructions",
  cause: "Usual cause",
  consequence: "If nobody acts",
  from: (name) => `said by: ${name}`,
  note: "Hand-over note",
  history: "What happened when, and what was said",
  at: "Time",
  what: "What",
  who: "Who",
  why: "Why, and comment",
  told: "Who was told by what, and what they answered",
  nobodyTold: "Nobody was told.",
  byWhat: "By",
  outcome: "Outcome",
  answered: (at) => `answered at ${at}`,
  policy: (policy, version) => (policy ? `Policy ${policy}, version ${version}` : "No policy"),
  attempts: (n) => `${n} attempts`,
  procedures: "Response procedures",
  procedure: (name, version) => `Response procedure: ${name} (version ${version})`,
  noProcedure: "No response procedure was begun.",
  began: (by, at) => `Begun by ${by} at ${at}`,
  run: { running: "still running", done: "done to its last step", "ended-early": "ended early" },
  step: "Step",
  entry: {
    done: "done",
    decided: "decided",
    skipped: "skipped",
    waited: "time over, went on by itself",
    overdue: "took too long; every screen reminded of it",
    raised: "took so long that an alarm was raised",
    called: "the server was asked to call",
    ended: "ended early",
  },
  attached: (name, id) => `Attached: ${name} (SHA-256 ${id})`,
  trail: "What the audit trail says",
  trailLanguage: "",
  noTrail: "Whoever made this report may not read the audit trail, so it is not shown here.",
  checkpoint: (size, at, root) =>
    `A signed checkpoint of ${at} covers the first ${size} entries of the audit trail; its root is ${root}. A proof for each entry: GET /api/v1/audit-trail/NUMBER/proof.`,
  noCheckpoint: "No signed checkpoint covers the trail yet.",
  number: "Number",
  tocsin: "Tocsin",
  states: {
    normal: "normal",
    unacknowledged: "unacknowledged",
    acknowledged: "acknowledged",
    returned: "returned to normal, unacknowledged",
    "latched-unacknowledged": "latched, unacknowledged",
    "latched-acknowledged": "latched, acknowledged",
    shelved: "shelved",
    suppressed: "suppressed by design",
    "out-of-service": "out of service",
  },
  inputs: {
    activate: "raised",
    return: "condition gone",
    acknowledge: "acknowledged",
    unacknowledge: "acknowledgement taken back",
    reset: "reset",
    escalate: "more severe",
    ease: "less severe",
    "re-alarm": "annunciated again",
    shelve: "shelved",
    unshelve: "unshelved",
    suppress: "suppressed",
    unsuppress: "no longer suppressed",
    remove: "taken out of service",
    restore: "put back into service",
    lose: "uncertain",
    regain: "certain again",
    comment: "comment",
  },
  callouts: { running: "running", acknowledged: "acknowledged", ended: "ended", exhausted: "nobody answered" },
  messages: {
    pending: "waits to be sent",
    delivered: "delivered",
    accepted: "taken by the far side, delivery not confirmed",
    retry: "failed, will be tried again",
    rejected: "refused",
    purged: "given up",
    digested: "put into a digest",
  },
};

const GERMAN: ReportWords = {
  locale: "de-DE",
  title: (alarm, occurrence) => `Ereignisbericht: Alarm ${alarm}, Auftreten ${occurrence}`,
  made: (at, by, zone) => `Erstellt am ${at} von ${by}. Alle Zeiten in ${zone}.`,
  cut: (most) => `Von längeren Listen sind nur die ersten ${most} Einträge aufgeführt.`,
  facts: "Was geschehen ist",
  fact: {
    site: "Anlage",
    point: "Meldepunkt",
    source: "Quelle",
    partition: "Zuständigkeitsbereich",
    priority: "Priorität",
    category: "Art",
    condition: "Bedingung",
    value: "Wert",
    tags: "Merkmale",
    raised: "Gekommen",
    state: "Zustand jetzt",
    cleared: "Gegangen",
    acknowledged: "Quittiert",
  },
  nowOfAlarm: "Der Alarm ist seither erneut aufgetreten; Priorität und Text sind die von jetzt.",
  guidance: "Was zu tun war",
  instructions: "Anweisungen",
  cause: "Übliche Ursache",
  consequence: "Wenn niemand handelt",
  from: (name) => `laut: ${name}`,
  note: "Übergabenotiz",
  history: "Was wann geschah, und was gesagt wurde",
  at: "Zeit",
  what: "Was",
  who: "Wer",
  why: "Warum, und Bemerkung",
  told: "Wer womit alarmiert wurde, und die Antwort",
  nobodyTold: "Niemand wurde alarmiert.",
  byWhat: "Über",
  outcome: "Ergebnis",
  answered: (at) => `Antwort um ${at}`,
  policy: (policy, version) => (policy ? `Alarmierungsplan ${policy}, Version ${version}` : "Kein Alarmierungsplan"),
  attempts: (n) => `${n} Versuche`,
  procedures: "Maßnahmenpläne",
  procedure: (name, version) => `Maßnahmenplan: ${name} (Version ${version})`,
  noProcedure: "Es wurde kein Maßnahmenplan begonnen.",
  began: (by, at) => `Begonnen von ${by} um ${at}`,
  run: { running: "läuft noch", done: "bis zum letzten Schritt erledigt", "ended-early": "vorzeitig beendet" },
  step: "Schritt",
  entry: {
    done: "erledigt",
    decided: "entschieden",
    skipped: "übersprungen",
    waited: "Zeit abgelaufen, von selbst weitergegangen",
    overdue: "dauerte zu lange; alle Bildschirme erinnerten daran",
    raised: "dauerte so lange, dass ein Alarm ausgelöst wurde",
    called: "Anruf durch den Server veranlasst",
    ended: "vorzeitig beendet",
  },
  attached: (name, id) => `Anlage: ${name} (SHA-256 ${id})`,
  trail: "Was das Prüfprotokoll sagt",
  trailLanguage: "Diese Sätze stehen hier, wie sie unterschrieben wurden: auf Englisch.",
  noTrail: "Wer diesen Bericht erstellt hat, darf das Prüfprotokoll nicht lesen; es ist deshalb nicht aufgeführt.",
  checkpoint: (size, at, root) =>
    `Ein signierter Prüfpunkt vom ${at} deckt die ersten ${size} Einträge des Prüfprotokolls ab; seine Wurzel ist ${root}. Nachweis für jeden Eintrag: GET /api/v1/audit-trail/NUMMER/proof.`,
  noCheckpoint: "Noch deckt kein signierter Prüfpunkt das Protokoll ab.",
  number: "Nummer",
  tocsin: "Tocsin",
  states: {
    normal: "normal",
    unacknowledged: "unquittiert",
    acknowledged: "quittiert",
    returned: "gegangen, unquittiert",
    "latched-unacknowledged": "gehalten, unquittiert",
    "latched-acknowledged": "gehalten, quittiert",
    shelved: "zurückgestellt",
    suppressed: "unterdrückt",
    "out-of-service": "außer Betrieb",
  },
  inputs: {
    activate: "gekommen",
    return: "Bedingung gegangen",
    acknowledge: "quittiert",
    unacknowledge: "Quittierung zurückgenommen",
    reset: "zurückgesetzt",
    escalate: "schwerer geworden",
    ease: "leichter geworden",
    "re-alarm": "erneut gemeldet",
    shelve: "zurückgestellt",
    unshelve: "Zurückstellung beendet",
    suppress: "unterdrückt",
    unsuppress: "nicht mehr unterdrückt",
    remove: "außer Betrieb genommen",
    restore: "wieder in Betrieb genommen",
    lose: "unsicher",
    regain: "wieder sicher",
    comment: "Bemerkung",
  },
  callouts: { running: "läuft", acknowledged: "quittiert", ended: "beendet", exhausted: "niemand hat geantwortet" },
  messages: {
    pending: "wartet auf Versand",
    delivered: "zugestellt",
    accepted: "von der Gegenstelle angenommen, Zustellung nicht bestätigt",
    retry: "fehlgeschlagen, wird wiederholt",
    rejected: "abgelehnt",
    purged: "aufgegeben",
    digested: "in eine Sammelmeldung aufgenommen",
  },
};

export const REPORT_WORDS: Readonly<Record<Language, ReportWords>> = { en: ENGLISH, de: GERMAN };
