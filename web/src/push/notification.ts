/** A push message as the server sends it (src/channels/web-push/note.ts). */
export interface Note {
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly priority: string;
  readonly language: string;
  readonly thread: string | null;
  readonly alarm: number;
  readonly occurrence: number;
  readonly sequence: number;
}

/** What the worker says by itself. It runs without the page, so these are not among the page's texts. */
const WORDS = {
  en: {
    acknowledge: "Acknowledge",
    open: "Open",
    unreadable: "A message came that could not be read",
    look: "Open the alarms to see what it is.",
    acknowledged: "Acknowledged by you",
    notAcknowledged: (why: string) => `NOT acknowledged: ${why}`,
    noAnswer: "the server does not answer. Open the alarm, or call the control room.",
  },
  de: {
    acknowledge: "Quittieren",
    open: "Öffnen",
    unreadable: "Eine Nachricht kam, die nicht zu lesen war",
    look: "Öffnen Sie die Alarme, um zu sehen, was es ist.",
    acknowledged: "Von Ihnen quittiert",
    notAcknowledged: (why: string) => `NICHT quittiert: ${why}`,
    noAnswer: "Der Server antwortet nicht. Öffnen Sie den Alarm, oder rufen Sie die Leitstelle an.",
  },
};

export function wordsOf(note: Note | null) {
  return note?.language === "de" ? WORDS.de : WORDS.en;
}

/** Null when it is none of ours. */
export function readNote(text: string): Note | null {
  try {
    const read = JSON.parse(text) as Partial<Note> | null;
    if (typeof read?.title !== "string" || typeof read.kind !== "string") return null;
    return {
      kind: read.kind,
      title: read.title,
      body: String(read.body ?? ""),
      priority: String(read.priority ?? ""),
      language: String(read.language ?? "en"),
      thread: typeof read.thread === "string" ? read.thread : null,
      alarm: number(read.alarm),
      occurrence: number(read.occurrence),
      sequence: number(read.sequence),
    };
  } catch {
    return null;
  }
}

/** What the device shows. Messages about one alarm replace each other, and an alarm makes itself noticed every time. */
export function notificationOf(note: Note | null): { title: string; options: NotificationOptions } {
  const words = wordsOf(note);
  const open = { action: "open", title: words.open };
  if (!note) {
    return { title: words.unreadable, options: { ...LOOKS, body: words.look, tag: "unreadable", data: null } };
  }
  const isAlarm = note.kind === "alarm" && note.alarm > 0;
  const tag = note.thread ?? undefined;
  return {
    title: note.title,
    options: {
      ...LOOKS,
      body: note.body,
      lang: note.language,
      data: note,
      requireInteraction: isAlarm,
      actions: isAlarm ? [{ action: "acknowledge", title: words.acknowledge }, open] : [open],
      ...(tag === undefined ? {} : { tag, renotify: isAlarm }),
    } as NotificationOptions,
  };
}

/** The page on which a tap ends; what is told there stands behind the sign-in. */
export function pageOf(note: Note | null): string {
  return note && note.alarm > 0 ? `/alarms/${note.alarm}` : "/";
}

const LOOKS = { icon: "/icon-192.png", badge: "/icon-192.png" };

function number(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}
