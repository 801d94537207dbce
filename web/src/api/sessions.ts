import type { Priority } from "../../../src/events/event.ts";

export interface Session {
  readonly operator: {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly { readonly role: string; readonly partitions: readonly string[] }[];
    /** What they may somewhere, as the server names it. */
    readonly rights: readonly string[];
  };
  readonly expiresAt: number;
  /** Nothing but setting up a second factor is open to this operator. */
  readonly mustSetUpFactor: boolean;
  readonly factorDemand: "nothing" | "second factor" | "passkey";
  /** One of these opens a locked screen, with the password; none: that alone does. */
  readonly unlockFactors: readonly FactorKind[];
  /** Where this operator proves again who they are; null: with their password. */
  readonly provider: { readonly id: string; readonly name: string } | null;
  /** The password has expired: nothing else is open before it is changed. */
  readonly mustChangePassword: boolean;
  /** Since when the screen is locked. */
  readonly lockedAt: number | null;
  /** 0: never. */
  readonly lockAfterMs: number;
  /** Id of the client machine that this browser is bound to. */
  readonly workstation: string | null;
}

export interface UnmannedPlace {
  readonly kind: "workstation" | "partition";
  readonly id: string;
  readonly name: string;
}

export type LockedCounts = Readonly<
  Record<Priority, { readonly waiting: number; readonly sounding: number; readonly latestAt: number | null }>
>;

/** Of everybody who is signed in. */
export interface SessionLine {
  readonly id: string;
  readonly operator: { readonly id: string; readonly name: string };
  readonly client: string;
  readonly address: string;
  readonly workstation: string | null;
  readonly createdAt: number;
  readonly activeAt: number;
  readonly expiresAt: number;
  readonly lockedAt: number | null;
  readonly watching: boolean;
  readonly own: boolean;
}

export interface WorkstationLine {
  /** A display, at which nobody signs in. */
  readonly wall: boolean;
  readonly id: string;
  readonly name: string;
  readonly partition: string;
  readonly mustBeManned: boolean;
  readonly manned: boolean;
  readonly browsers: readonly { readonly boundAt: number; readonly boundBy: string }[];
  readonly here: boolean;
}

export type FactorKind = "app" | "passkey" | "recovery-code";

/** Name and password were right; a second factor is to come. */
export interface PendingSignIn {
  readonly ticket: string;
  readonly factors: readonly FactorKind[];
  readonly expiresAt: number;
}

/** `GET /api/v1/profile/push` */
export interface PushProfile {
  readonly publicKey: string | null;
  readonly whyNot: string | null;
  readonly trouble: string | null;
  readonly devices: readonly {
    readonly id: string;
    readonly name: string;
    readonly fingerprint: string;
    readonly createdAt: number;
    readonly failing: { readonly since: number; readonly because: string } | null;
    readonly lost: { readonly at: number; readonly because: string } | null;
  }[];
}

export interface Profile {
  /** What the site demands of this operator beyond a password. */
  readonly demand: Session["factorDemand"];
  /** Somebody else must give an enrolment code before a second factor can be set up. */
  readonly needsCode: boolean;
  /** With which one can sign in now. */
  readonly factors: readonly FactorKind[];
  /** One of these is asked for to step up; none: the password alone. */
  readonly stepUpFactors: readonly FactorKind[];
  readonly app: { readonly createdAt: number; readonly usedAt: number | null } | null;
  readonly passkeys: readonly {
    readonly id: string;
    readonly name: string;
    readonly createdAt: number;
    readonly usedAt: number | null;
  }[];
  readonly whyNoPasskeys: string | null;
  readonly recoveryCodes: { readonly createdAt: number; readonly left: number } | null;
}

export interface OwnSession {
  readonly id: string;
  readonly client: string;
  readonly address: string;
  readonly createdAt: number;
  readonly activeAt: number;
  readonly expiresAt: number;
  /** The one that asks. */
  readonly present: boolean;
}
