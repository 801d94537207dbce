import type { Instant } from "#kernel/clock.ts";
import { SHARES_OLD_DAYS } from "./shares.ts";
import type { CredsKey } from "./systemd-creds.ts";

const DAY = 86_400_000;

/** What was found out about the seal of a data folder. */
export interface SealFacts {
  readonly holder:
    | {
        readonly provider: "file";
        readonly file: string;
        /** The root key itself lies there, not one that wraps it. */
        readonly plain: boolean;
        readonly sameDisk: boolean;
      }
    | { readonly provider: "passphrase" }
    | { readonly provider: "systemd-creds"; readonly with: CredsKey };
  readonly kid: string;
  readonly madeAt: Instant;
  /** The former root key, while it is kept. */
  readonly former: string | null;
  readonly shares: {
    readonly kid: string;
    readonly madeAt: Instant;
    readonly confirmedAt: readonly (Instant | null)[];
  } | null;
}

/** From the strongest to the weakest. */
export const SEAL_LEVELS = ["tpm2", "host+tpm2", "host", "passphrase", "key-file"] as const;
export type SealLevel = (typeof SEAL_LEVELS)[number];

export interface SealVerdict {
  readonly level: SealLevel;
  /** Against whom it protects, and against whom not. */
  readonly because: string;
  readonly advice: readonly string[];
}

/** Which level holds, said honestly. @param strongest with which systemd-creds seals here; null: with none */
export function judgeLevel(facts: SealFacts, strongest: CredsKey | null, now: Instant): SealVerdict {
  return { ...levelOf(facts), advice: adviceFor(facts, strongest, now) };
}

function levelOf({ holder }: SealFacts): Omit<SealVerdict, "advice"> {
  if (holder.provider === "systemd-creds") {
    const level = holder.with;
    const where = "A copy of the data folder or of the whole disk opens nothing on another machine";
    if (level === "tpm2")
      return {
        level,
        because: `The root key is sealed by this machine's TPM. ${where}; root on this machine opens it.`,
      };
    if (level === "host+tpm2") {
      return {
        level,
        because: `The root key is sealed by this machine's TPM and its systemd key together. ${where}; root on this machine opens it.`,
      };
    }
    return {
      level,
      because:
        "The root key is sealed by the systemd key of this host, /var/lib/systemd/credential.secret. A copy of the data folder opens nothing; whoever copies the whole disk with that file can open everything, and so can root on this machine.",
    };
  }
  if (holder.provider === "passphrase") {
    return {
      level: "passphrase",
      because:
        "The root key is sealed with a passphrase (scrypt). A copy of the disk gives only as much protection as the passphrase is hard to guess, and none where the passphrase is stored on it for unattended starts.",
    };
  }
  const what = holder.plain ? "The root key itself lies in" : "The root key opens with the key file";
  return {
    level: "key-file",
    because: holder.sameDisk
      ? `${what} ${holder.file}, readable by its owner only, on the same disk as the data: whoever copies the disk can open everything.`
      : `${what} ${holder.file}, readable by its owner only, on another disk than the data: whoever copies the data alone can't open it; whoever copies both disks can open everything.`,
  };
}

function adviceFor({ holder, kid, former, shares }: SealFacts, strongest: CredsKey | null, now: Instant): string[] {
  const advice: string[] = [];
  if (holder.provider === "file" && strongest !== null) {
    advice.push(
      `This machine can do better: run "tocsin seal provider systemd-creds", which binds the key to it (${strongest}).`,
    );
  }
  if (former !== null) {
    advice.push(
      `The former root key ${former} is still kept: restart Tocsin, which gives it up once nothing is sealed with it.`,
    );
  }
  if (!shares) {
    advice.push('There are no recovery shares: when the root key is lost, all secrets are. Run "tocsin seal shares".');
  } else if (shares.kid !== kid) {
    advice.push(
      'The recovery shares are of an earlier root key and don\'t open this one. Run "tocsin seal shares" again.',
    );
  } else {
    for (const [at, confirmedAt] of shares.confirmedAt.entries()) {
      const days = confirmedAt === null ? null : Math.floor((now - confirmedAt) / DAY);
      if (days === null)
        advice.push(`Share ${at + 1} was never confirmed: its holder runs "tocsin seal confirm-share".`);
      else if (days >= SHARES_OLD_DAYS)
        advice.push(`Share ${at + 1} was confirmed ${days} days ago: have its holder confirm it again.`);
    }
  }
  return advice;
}
