import type { z } from "zod";
import type { Alarm } from "#alarms/alarm.ts";
import type { Priority } from "#events/event.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import type { Logger } from "#kernel/log.ts";
import type { Port } from "#kernel/port.ts";
import type { Language } from "#site/language.ts";
import type { Speech } from "#speech/speech.ts";
import type { Transcript } from "#wire/transcript.ts";
import type { IncomingParts } from "./incoming-texts.ts";

/** A way to reach people. One object of this type is all that the rest of the house knows of it. */
export interface Channel<Settings extends z.ZodObject = z.ZodObject> {
  /** `smtp`, `webhook`. The folder bears the same name. */
  readonly name: string;
  readonly title: string;
  readonly settings: Settings;
  /** What makes an address of this channel a good one: a mailbox, a URL, a number. */
  readonly address: z.ZodType<string>;
  readonly can: {
    readonly confirmDelivery: boolean;
    /** A person can answer with the message's code on this channel. */
    readonly carryReply: boolean;
    readonly longestText: number;
    readonly lifeSafety: boolean;
    /** How many messages may be under way at once. */
    readonly parallel: number;
  };
  /**
   * Others may read along (a room, a lock screen): messages then carry neither a code nor a personal link; their link leads
   * to the alarm's page behind the sign-in.
   */
  readonly shared?: true;
  /** A display of few lines, or paid by the letter: times are written short. */
  readonly brief?: true;
  /** People switch it on themselves, on as many devices as they have; the address `devices` means all of a person's. */
  readonly toDevices?: true;
  /** It carries HTML and files. */
  readonly letters?: true;
  /** People write back on it: what that is called in the audit trail. Absent: nobody does. */
  readonly hears?: "sms" | "chat";
  /**
   * Which far side an address belongs to, when one channel talks to several: a dead one then doesn't hold up the others.
   * Absent: all addresses are reached by way of the same far side.
   */
  farSide?(address: string): string;
  /** How many messages may be under way at once where the settings decide it; absent: `can.parallel`. */
  parallel?(settings: z.output<Settings>): number;
  /** Persons who may call the channel themselves by these settings. Absent: nobody may. */
  callers?(settings: z.output<Settings>): readonly string[];
  /** Where these settings make the channel dial, for the port matrix. @param addresses of all people on this channel */
  ports(settings: z.output<Settings>, addresses: readonly string[]): readonly Port[];
  /** Opens what the channel keeps between messages: a pool, a session. */
  open(settings: z.output<Settings>, host: ChannelHost): Promise<Line>;
}

/** An open channel. */
export interface Line extends AsyncDisposable {
  /** Never throws for what the far side may say. */
  deliver(message: Message, signal: AbortSignal): Promise<Delivery>;
  /** Whether the far side would take a message now; used by the health page and by `tocsin doctor`. */
  check(): Promise<{ readonly ok: boolean; readonly because: string }>;
  /** What sounds by itself until it is answered falls silent, and what comes later sounds. Says how much that was; null: nothing sounds here. */
  silence?(): number | Promise<number | null>;
}

export interface ChannelHost {
  readonly clock: Clock;
  readonly log: Logger;
  /**
   * A person answers on the channel itself (a digit in a call, a reply on the same line). The channel vouches that it is the
   * person to whom the message went. Resolves with what became of it; rejects only when that can't be known.
   */
  readonly answered: (answer: ChannelAnswer) => Promise<ChannelOutcome>;
  /** Makes sound of text. Absent: there is none on this machine. */
  readonly speech?: Pick<Speech, "sound"> | undefined;
  /** How an alarm stands now; null: there is none. Rejects when that can't be known now. Absent: it never is. */
  readonly alarm?: ((id: number) => Promise<AlarmStanding | null>) | undefined;
  /** Where the core is another machine: tells at once whether it is reached, and whenever that changes. */
  readonly whenReached?: ((told: (isReached: boolean) => void) => void) | undefined;
  /** Of its own on this machine, for what would be lost with the process. Absent: there is none. */
  readonly folder?: string | undefined;
  /** Told what is said on the line, as far as the channel's protocol can be shown; absent: nobody ever listens. */
  readonly transcript?: Transcript | undefined;
  /** Keeps parts of texts whose others are still to come. Absent: they are lost with the process. */
  readonly parts?: IncomingParts | undefined;
  /** Takes what somebody wrote to us. Rejects when it could not be dealt with now and must be brought again. */
  readonly heard: (heard: Heard) => Promise<unknown>;
  /** What people who call in can have once they have proven who they are. Absent: nobody can call in here. */
  readonly desk?: CallDesk | undefined;
  /** What became of a message after `deliver` had answered `accepted`: a receipt, or that it could not be delivered. */
  readonly afterwards: (id: number, delivery: Extract<Delivery, { outcome: "delivered" | "rejected" }>) => void;
}

/** What says whether an alarm still asks for somebody. */
export type AlarmStanding = Pick<Alarm, "occurrence" | "sequence" | "state" | "silent">;

/**
 * For people who call the channel themselves. What it says is in the language of the person, and a whole sentence. It may be on
 * another machine: everything rejects when it can't be reached.
 */
export interface CallDesk {
  /** The site's, for whoever isn't known yet. */
  language(): Promise<Language>;
  /** The active person to whom a telephone belongs by this channel's addresses; null: nobody's, or more than one's. @param number of the caller */
  personAt(number: string): Promise<string | null>;
  /** Null: there is no such active person. */
  languageOf(person: string): Promise<Language | null>;
  /** Alarms that this person can still answer, the newest first. */
  waiting(person: string): Promise<readonly WaitingAlarm[]>;
  /** Whom a message about an alarm went to, and what there is to do. Null: it was no such message. */
  called(notification: number): Promise<(Omit<WaitingAlarm, "text"> & { readonly person: string }) | null>;
  /** Who else is on duty and has an address on this channel; null: nobody. */
  onDutyBesides(person: string): Promise<{ readonly person: string; readonly address: string } | null>;
  /** All alarms that stand, the gravest first, in one text. */
  standing(person: string): Promise<string>;
  /** What is known of a point, as `source/address`: its value, and the alarms that stand there. */
  value(person: string, point: string): Promise<string>;
  /** Reports the person on or off duty. */
  duty(person: string, on: boolean): Promise<string>;
  /** Into the audit trail. @param person null: it is not known who called */
  record(call: {
    readonly person: string | null;
    readonly action: "call-in.admitted" | "call-in.refused" | "call.transferred";
    readonly sentence: string;
  }): Promise<void>;
}

/** An alarm, and the newest message about it to one person. */
export interface WaitingAlarm {
  readonly alarm: number;
  readonly notification: number;
  readonly text: string;
  /** What is to be done; null: the site doesn't say. */
  readonly instructions: string | null;
}

/** What somebody wrote to us on a channel. */
export interface Heard {
  /** An address of this channel, proven by the far side. */
  readonly from: string;
  readonly text: string;
}

export interface ChannelAnswer {
  /** The notification that is answered. */
  readonly notification: number;
  readonly verb: "acknowledge" | "escalate";
  readonly via: "phone" | "pager";
  /** Kept with the answer. */
  readonly comment?: string | undefined;
}

/** `because` is a whole sentence for the person. */
export interface ChannelOutcome {
  readonly done: boolean;
  readonly because: string;
}

export const MESSAGE_KINDS = ["alarm", "digest", "cleared", "notice", "verification", "test", "confirmation"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** One message to one person by one contact method, rendered. */
export interface Message {
  /** Id of the notification; the same on every attempt, so that a far side can tell a repeat. */
  readonly id: number;
  readonly kind: MessageKind;
  /** In which its words are, and what a channel adds of its own; absent: English. */
  readonly language?: Language | undefined;
  readonly to: string;
  readonly personName: string;
  readonly subject: string;
  /** Plain text; a channel may add its own form (HTML) of it. */
  readonly text: string;
  readonly priority: Priority;
  /** `42-a7f3`: what a reply must carry. Absent when no reply is expected. */
  readonly code?: string | undefined;
  /** Where a person can answer by a page; opening it changes nothing. */
  readonly link?: string | undefined;
  /** Groups all messages of one occurrence into one thread. */
  readonly thread?: string | undefined;
  /** For machines: the facts behind the text. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly attempt: number;
  readonly createdAt: Instant;
  /** Only on channels that carry letters. */
  readonly letter?: Letter | undefined;
}

export interface Attachment {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly content: string;
  /** How the content is written. */
  readonly encoding: "utf-8" | "base64";
}

/** What a message has besides its text. */
export interface Letter {
  readonly html: string;
  readonly attachments: readonly Attachment[];
}

/** What the far side said. `accepted` is not `delivered`, and neither is an acknowledgement. */
export type Delivery =
  | { readonly outcome: "delivered"; readonly because: string; readonly receipt?: string | undefined }
  | { readonly outcome: "accepted"; readonly because: string; readonly receipt?: string | undefined }
  | {
      readonly outcome: "retry";
      readonly because: string;
      readonly afterMs?: number | undefined;
      /** The far side as a whole is in trouble, not only this message: the others need not try it one by one. */
      readonly outage?: boolean | undefined;
    }
  | {
      readonly outcome: "rejected";
      readonly because: string;
      /** Nothing will ever arrive at this address again. */
      readonly gone?: true | undefined;
    };

export function defineChannel<Settings extends z.ZodObject>(channel: Channel<Settings>): Channel<Settings> {
  return Object.freeze(channel);
}
