import { WORDS } from "#channels/message-words.ts";
import { oneLine } from "#channels/render.ts";
import { alarmTextIn, numberIn, sentenceIn } from "#site/said.ts";
import { timeIn } from "#site/time-words.ts";
import type { Texts } from "./texts.ts";

const listed = (names: readonly string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
const until = (at: string | null) => (at === null ? "" : ` until ${at}`);

export const ENGLISH: Texts = {
  help:
    "Begin your answer with one word. ACK takes the alarm over (ACK with several codes, ACK 1a-7f3k..1f, ACK ALL). " +
    "ESCALATE calls the next persons now. Text behind the word is kept as your comment. " +
    "LIST, WHO, REPORT, STATUS <point> ask. SHELVE <code or point> <minutes> <reason>. DUTY ON or DUTY OFF.",
  how: {
    email: "Answer by the reply function, or open the link in the message.",
    sms: "Write ACK and the code of the message that you answer.",
    chat: "Write ACK and the code of the message that you answer, or open its link.",
    phone: "Say which message you mean.",
  },

  alarm: (alarm) => oneLine(alarmTextIn("en", alarm)),
  number: (value) => numberIn("en", value),
  time: (at, zones) => timeIn("en", at, zones, "minute"),
  refusal: (english) => sentenceIn("en", english),

  acknowledged: (alarm) => `Acknowledged: you have taken over "${alarm}".`,
  noted: (alarm) => `Your answer about "${alarm}" is noted; others still have to answer too.`,
  severalAcknowledged: (done, of) =>
    `${done.length} of ${of} messages acknowledged${done.length > 0 ? `: ${done.join("; ")}` : ""}.`,
  escalated: (alarm) => `Escalated: the next persons are called about "${alarm}".`,
  notUnderstood: "Your answer was not understood and nothing was done.",
  onlyAcknowledgeSeveral: "Only ACK may name several messages; answer each by itself.",
  wrongCode: "The code in your answer is not right; nothing was done.",
  noCode: "Your answer carries no code of a message; nothing was done.",
  rangeWithoutCode:
    "A range begins with a whole code, such as ACK 1a-7f3k..1f; nothing was done. LIST shows you the codes.",
  notTheirs: (sender) => `${sender} is not an address of the person to whom this message went; nothing was done.`,
  notVouchedFor: (server, sender) => `${server} does not vouch for the sender ${sender}; nothing was done.`,
  noThread: "Use the reply function of your mail program: your mail does not refer to our message.",
  notListed: "You are not listed as a person who answers alarms any more; nothing was done.",
  justBeingAnswered: "This message is just being answered.",

  answeredAlready: "This message was answered already; every message can be answered once.",
  tooOld: "This message is older than three days and can't be answered any more.",
  ended: "The alarm has ended since this message was sent; nothing is left to do.",
  takenAlready: (by) => `The alarm is acknowledged already${by === null ? "" : ` by ${by}`}.`,
  newerMessage: "The alarm was reported again or became graver since this message was sent: answer the newest message.",
  unknownLink: "This link is not one of ours, or it is incomplete. Open it from the message itself.",

  nothingWaits: "Nothing waits for your answer.",
  andMore: (count) => `and ${count} more`,
  noSchedule: "There is no duty schedule.",
  onDuty: "On duty",
  nobody: "nobody",
  noAlarm: "No alarm stands.",
  report: ({ standing, counts, open, waiting }) =>
    `${standing} alarms stand: ${counts.map(({ priority, count }) => `${count} ${priority}`).join(", ")}. ` +
    `${open} are not acknowledged; ${waiting} wait for your answer.`,
  noPoint: (about) => `There is no point "${about}". Write it as it stands in the message, or as source/address.`,
  valueAt: (point, value, at) => `${point}: ${value}, on ${at}.`,
  noValueAt: (point) => `${point}: no value came lately.`,
  noAlarmAt: (point) => `${point}: no alarm stands.`,
  status: ({ priority, text, since, acknowledged, value }) =>
    `${WORDS.en.priority[priority]}: ${text}, since ${since}, ${acknowledged ? "acknowledged" : "not acknowledged"}.` +
    (value === null ? "" : ` Value ${value}.`),

  howToShelve: "Write SHELVE, the code or the point, for how many minutes, and why: SHELVE 1a-7f3k 60 sensor replaced.",
  notYoursToShelve: (alarm) => `You may not shelve "${alarm}": it needs an account here with that right.`,
  shelvingForbidden: (alarm, priority) => `"${alarm}" stays: alarms of priority ${priority} may not be shelved here.`,
  shelvingTooLong: (alarm, priority, most) =>
    `"${alarm}" stays: alarms of priority ${priority} may be shelved for ${most} minutes at most.`,
  shelved: (alarm, minutes) => `"${alarm}" is shelved for ${minutes} minutes.`,
  wouldShelve: (alarms, minutes) => `Shelve ${listed(alarms.map((one) => `"${one}"`))} for ${minutes} minutes?`,

  whichSchedule: (names) =>
    names.length === 0
      ? "You are in no duty schedule; ask who keeps it to enter you."
      : `Say which schedule: ${names.join(", ")}.`,
  noDutyHere: (schedule) => `You are not one of those who have duty in ${schedule}; ask who keeps it to enter you.`,
  badHours: (most) => `Say for how many hours, at most ${most}, or nothing.`,
  alreadyOn: (schedule, at) => `You are on duty in ${schedule} already${until(at)}.`,
  alreadyOff: (schedule) => `You are not on duty in ${schedule}.`,
  wouldGoOn: (schedule, at) => `Take duty in ${schedule}${until(at)}?`,
  wouldGoOff: (schedule, at) => `Leave duty in ${schedule}${until(at)}?`,
  nowOn: (schedule, at, others) =>
    `You are on duty in ${schedule}${until(at)}${others.length > 0 ? `, with ${listed(others)}` : ""}.`,
  nowOff: (schedule, at, others) =>
    `You are off duty in ${schedule}${until(at)}. ` +
    (others.length > 0 ? `On duty now: ${others.join(", ")}.` : "NOBODY is on duty there now: that is an alarm."),

  page: {
    link: "Link",
    alarm: "Alarm",
    where: "Where",
    when: "When",
    state: "State",
    states: {
      normal: "normal",
      unacknowledged: "unacknowledged",
      acknowledged: "acknowledged",
      returned: "returned",
      "latched-unacknowledged": "latched unacknowledged",
      "latched-acknowledged": "latched acknowledged",
      shelved: "shelved",
      suppressed: "suppressed",
      "out-of-service": "out of service",
    },
    whatToDo: "What to do",
    comment: "Comment (optional)",
    takeOver: "Take it over",
    takeOverOnMyWay: "Take it over: I'm on my way",
    onMyWay: "On my way",
    escalate: "Call the next persons now",
    answersAs: (name) => `You answer as ${name}.`,
    done: "Done",
    openAlarm: "Open the alarm (you have to sign in)",
    nothingDone: "Nothing was done",
    tryAgain: "Try again",
    tooMany: "Too many requests came from your address. Wait a minute.",
    notNow: "This server can't take your answer just now. Try again in a moment, or call the control room.",
    noButton: "Open the link in the message again and press one of its buttons.",
    notTaken: (because) => `Your answer could not be taken: ${because}.`,
    failedHere: "something failed here; it is logged",
  },
  asksNothing: "This message asks for no answer; nothing was done.",

  reallyMeant: (order, number, minutes) =>
    `${order} Write YES ${number} within ${minutes} minutes; otherwise nothing is done.`,
  sharedAddress:
    "Several people have this address, so that nobody knows who orders it; nothing was done. Use the screen.",
  askedTooOften: "Too many orders came from this address within an hour; nothing was done. Use the screen.",
  nothingToConfirm: "Nothing waits for your YES, or it is too late; give the order again.",
  wrongNumber: (left) => `That is not the number; nothing was done. ${left} tries are left.`,
};
