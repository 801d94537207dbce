import { WORDS } from "#channels/message-words.ts";
import { oneLine } from "#channels/render.ts";
import { alarmTextIn, numberIn, sentenceIn } from "#site/said.ts";
import { timeIn } from "#site/time-words.ts";
import type { Texts } from "./texts.ts";

const listed = (names: readonly string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} und ${names.at(-1)}`;
const until = (at: string | null) => (at === null ? "" : ` bis ${at}`);

export const GERMAN: Texts = {
  help:
    "Beginnen Sie Ihre Antwort mit einem Wort. QUITT übernimmt den Alarm (auch mit mehreren Codes, QUITT 1a-7f3k..1f, QUITT ALLE). " +
    "WEITER ruft sofort die Nächsten. Text hinter dem Wort bleibt als Bemerkung. " +
    "LISTE, WER, LAGE, ZUSTAND <Punkt> fragen. ZURÜCKSTELLEN <Code oder Punkt> <Minuten> <Grund>. DIENST AN oder DIENST AUS.",
  how: {
    email: "Benutzen Sie die Antwortfunktion, oder öffnen Sie den Link in der Nachricht.",
    sms: "Schreiben Sie QUITT und den Code der Nachricht, die Sie beantworten.",
    chat: "Schreiben Sie QUITT und den Code der Nachricht, die Sie beantworten, oder öffnen Sie ihren Link.",
    phone: "Sagen Sie, welche Nachricht Sie meinen.",
  },

  alarm: (alarm) => oneLine(alarmTextIn("de", alarm)),
  number: (value) => numberIn("de", value),
  time: (at, zones) => timeIn("de", at, zones, "minute"),
  refusal: (english) => sentenceIn("de", english),

  acknowledged: (alarm) => `Quittiert: Sie haben "${alarm}" übernommen.`,
  noted: (alarm) => `Ihre Antwort zu "${alarm}" ist vermerkt; andere müssen auch noch antworten.`,
  severalAcknowledged: (done, of) =>
    `${done.length} von ${of} Nachrichten quittiert${done.length > 0 ? `: ${done.join("; ")}` : ""}.`,
  escalated: (alarm) => `Weitergegeben: Zu "${alarm}" werden jetzt die Nächsten gerufen.`,
  notUnderstood: "Ihre Antwort wurde nicht verstanden, und nichts wurde getan.",
  onlyAcknowledgeSeveral: "Nur QUITT darf mehrere Nachrichten nennen; beantworten Sie jede für sich.",
  wrongCode: "Der Code in Ihrer Antwort stimmt nicht; nichts wurde getan.",
  noCode: "Ihre Antwort trägt keinen Code einer Nachricht; nichts wurde getan.",
  rangeWithoutCode:
    "Ein Bereich beginnt mit einem ganzen Code, etwa QUITT 1a-7f3k..1f; nichts wurde getan. LISTE zeigt Ihnen die Codes.",
  notTheirs: (sender) => `${sender} ist keine Adresse der Person, an die diese Nachricht ging; nichts wurde getan.`,
  notVouchedFor: (server, sender) => `${server} bürgt nicht für den Absender ${sender}; nichts wurde getan.`,
  noThread: "Benutzen Sie die Antwortfunktion Ihres Mailprogramms: Ihre Mail bezieht sich nicht auf unsere Nachricht.",
  notListed: "Sie stehen nicht mehr unter denen, die Alarme beantworten; nichts wurde getan.",
  justBeingAnswered: "Diese Nachricht wird gerade beantwortet.",

  answeredAlready: "Diese Nachricht wurde schon beantwortet; jede kann einmal beantwortet werden.",
  tooOld: "Diese Nachricht ist älter als drei Tage und kann nicht mehr beantwortet werden.",
  ended: "Der Alarm ist seit dieser Nachricht zu Ende gegangen; es ist nichts mehr zu tun.",
  takenAlready: (by) => `Der Alarm ist schon quittiert${by === null ? "" : ` von ${by}`}.`,
  newerMessage:
    "Der Alarm kam seit dieser Nachricht noch einmal oder wurde schwerer: beantworten Sie die neueste Nachricht.",
  unknownLink: "Dieser Link ist nicht von uns, oder er ist unvollständig. Öffnen Sie ihn aus der Nachricht selbst.",

  nothingWaits: "Nichts wartet auf Ihre Antwort.",
  andMore: (count) => `und ${count} weitere`,
  noSchedule: "Es gibt keinen Dienstplan.",
  onDuty: "Im Dienst",
  nobody: "niemand",
  noAlarm: "Kein Alarm steht an.",
  report: ({ standing, counts, open, waiting }) =>
    `${standing} Alarme stehen an: ${counts.map(({ priority, count }) => `${count} ${WORDS.de.priority[priority].toLowerCase()}`).join(", ")}. ` +
    `${open} sind nicht quittiert; ${waiting} warten auf Ihre Antwort.`,
  noPoint: (about) =>
    `Es gibt keinen Punkt "${about}". Schreiben Sie ihn wie in der Nachricht, oder als Quelle/Adresse.`,
  valueAt: (point, value, at) => `${point}: ${value}, am ${at}.`,
  noValueAt: (point) => `${point}: In letzter Zeit kam kein Wert.`,
  noAlarmAt: (point) => `${point}: kein Alarm steht an.`,
  status: ({ priority, text, since, acknowledged, value }) =>
    `${WORDS.de.priority[priority]}: ${text}, seit ${since}, ${acknowledged ? "quittiert" : "nicht quittiert"}.` +
    (value === null ? "" : ` Wert ${value}.`),

  howToShelve:
    "Schreiben Sie ZURÜCKSTELLEN, den Code oder den Punkt, für wie viele Minuten, und warum: ZURÜCKSTELLEN 1a-7f3k 60 Fühler getauscht.",
  notYoursToShelve: (alarm) =>
    `Sie dürfen "${alarm}" nicht zurückstellen: dazu gehört ein Zugang hier mit diesem Recht.`,
  shelvingForbidden: (alarm, priority) =>
    `"${alarm}" bleibt: Alarme der Priorität ${WORDS.de.priority[priority]} dürfen hier nicht zurückgestellt werden.`,
  shelvingTooLong: (alarm, priority, most) =>
    `"${alarm}" bleibt: Alarme der Priorität ${WORDS.de.priority[priority]} dürfen höchstens ${most} Minuten zurückgestellt werden.`,
  shelved: (alarm, minutes) => `"${alarm}" ist für ${minutes} Minuten zurückgestellt.`,
  wouldShelve: (alarms, minutes) => `${listed(alarms.map((one) => `"${one}"`))} für ${minutes} Minuten zurückstellen?`,

  whichSchedule: (names) =>
    names.length === 0
      ? "Sie stehen in keinem Dienstplan; bitten Sie, wer ihn führt, Sie einzutragen."
      : `Nennen Sie den Dienstplan: ${names.join(", ")}.`,
  noDutyHere: (schedule) =>
    `Sie gehören nicht zu denen, die in ${schedule} Dienst haben; bitten Sie, wer ihn führt, Sie einzutragen.`,
  badHours: (most) => `Nennen Sie die Stunden, höchstens ${most}, oder nichts.`,
  alreadyOn: (schedule, at) => `Sie sind in ${schedule} schon im Dienst${until(at)}.`,
  alreadyOff: (schedule) => `Sie sind in ${schedule} nicht im Dienst.`,
  wouldGoOn: (schedule, at) => `In ${schedule} den Dienst${until(at)} übernehmen?`,
  wouldGoOff: (schedule, at) => `In ${schedule} den Dienst${until(at)} abgeben?`,
  nowOn: (schedule, at, others) =>
    `Sie sind in ${schedule}${until(at)} im Dienst${others.length > 0 ? `, mit ${listed(others)}` : ""}.`,
  nowOff: (schedule, at, others) =>
    `Sie sind in ${schedule}${until(at)} nicht im Dienst. ` +
    (others.length > 0
      ? `Jetzt im Dienst: ${others.join(", ")}.`
      : "Dort ist jetzt NIEMAND im Dienst: das ist ein Alarm."),

  page: {
    link: "Link",
    alarm: "Alarm",
    where: "Wo",
    when: "Wann",
    state: "Zustand",
    states: {
      normal: "normal",
      unacknowledged: "nicht quittiert",
      acknowledged: "quittiert",
      returned: "gegangen, nicht quittiert",
      "latched-unacknowledged": "gehalten, nicht quittiert",
      "latched-acknowledged": "gehalten, quittiert",
      shelved: "zurückgestellt",
      suppressed: "unterdrückt",
      "out-of-service": "außer Betrieb",
    },
    whatToDo: "Was zu tun ist",
    comment: "Bemerkung (freiwillig)",
    takeOver: "Übernehmen",
    takeOverOnMyWay: "Übernehmen: ich bin unterwegs",
    onMyWay: "Bin unterwegs",
    escalate: "Jetzt die Nächsten rufen",
    answersAs: (name) => `Sie antworten als ${name}.`,
    done: "Erledigt",
    openAlarm: "Den Alarm öffnen (mit Anmeldung)",
    nothingDone: "Nichts wurde getan",
    tryAgain: "Noch einmal versuchen",
    tooMany: "Von Ihrer Adresse kamen zu viele Anfragen. Warten Sie eine Minute.",
    notNow:
      "Der Server kann Ihre Antwort gerade nicht annehmen. Versuchen Sie es gleich wieder, oder rufen Sie die Leitstelle an.",
    noButton: "Öffnen Sie den Link in der Nachricht noch einmal, und drücken Sie einen seiner Knöpfe.",
    notTaken: (because) => `Ihre Antwort konnte nicht angenommen werden: ${because}.`,
    failedHere: "hier ist etwas schiefgegangen; es steht im Protokoll",
  },
  asksNothing: "Diese Nachricht verlangt keine Antwort; nichts wurde getan.",

  reallyMeant: (order, number, minutes) =>
    `${order} Schreiben Sie innerhalb von ${minutes} Minuten JA ${number}; sonst wird nichts getan.`,
  sharedAddress:
    "Mehrere Leute haben diese Adresse, und niemand weiß, wer das anordnet; nichts wurde getan. Benutzen Sie den Bildschirm.",
  askedTooOften:
    "Von dieser Adresse kamen innerhalb einer Stunde zu viele Aufträge; nichts wurde getan. Benutzen Sie den Bildschirm.",
  nothingToConfirm: "Nichts wartet auf Ihr JA, oder es ist zu spät; geben Sie den Auftrag noch einmal.",
  wrongNumber: (left) => `Das ist nicht die Zahl; nichts wurde getan. Noch ${left} Versuche.`,
};
