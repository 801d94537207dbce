import type { DriverHost } from "#drivers/driver.ts";
import { saying } from "#kernel/fault.ts";
import { TokenBucket } from "#wire/token-bucket.ts";
import { type Account, Accounts } from "./account.ts";
import type { Frame } from "./frame.ts";
import { acknowledgement, clockCorrection, type Judgement, judge, refusal, type WholeFrame } from "./judge.ts";
import { SecurityWatch } from "./security-watch.ts";
import type { Settings } from "./settings.ts";
import { Supervision } from "./supervision.ts";

const DAMAGE = {
  "bad-crc": "a frame whose CRC is wrong: not answered, so that the panel repeats it",
  "bad-header": "a line that is no DC-09 frame: not answered",
  "too-long": "a frame that is longer than allowed: not answered",
  "cut-short": "a frame that breaks off: not answered",
  noise: "bytes that are no DC-09 frame: not answered",
} as const;

type Refused = Judgement & { kind: "nak" | "duh" };

/** Asks the house to store what is taken, and answers; the same for TCP and UDP. */
export class Receiver {
  readonly #host: DriverHost;
  readonly #accounts: Accounts;
  readonly #supervision: Supervision;
  readonly #security: SecurityWatch;
  /** Two, so that strangers can't use up the answers that a panel with a wrong clock needs. */
  readonly #refusals: { readonly known: TokenBucket; readonly unknown: TokenBucket };

  /** @throws Fault `misconfigured` when a key is none */
  constructor(settings: Settings, host: DriverHost) {
    this.#host = host;
    this.#accounts = new Accounts(settings.accounts);
    this.#security = new SecurityWatch(host);
    const { refusalsPerSec } = settings.limits;
    const bucket = () => new TokenBucket(refusalsPerSec, refusalsPerSec * 2);
    this.#refusals = { known: bucket(), unknown: bucket() };
    this.#supervision = new Supervision(this.#accounts, host);
  }

  /** The answer as it goes onto the wire, or null for none; at once, or once the events are stored. Never rejects. */
  answer(frame: Frame, from: string): string | null | Promise<string | null> {
    if (frame.kind === "heartbeat") return '"ACK"';
    if (frame.kind === "damaged") {
      this.#host.refused(`${from} sent ${DAMAGE[frame.why]} (${frame.bytes} bytes)`, frame.raw);
      return null;
    }
    const judgement = judge(frame, this.#accounts, from, this.#host.clock.now());
    switch (judgement.kind) {
      case "take":
        return this.#take(judgement, frame);
      case "nak":
        return this.#refuse(judgement, frame, from, () => clockCorrection(frame.crcForm, this.#host.clock.now()));
      case "duh": {
        const { account, security, unknown, header } = judgement;
        if (account && security) this.#security.failed(account, security, judgement.why, frame.body);
        const answer = this.#refuse(judgement, frame, from, () => refusal(header, frame.crcForm));
        if (unknown && answer !== null) {
          const { token, encrypted, receiver, line } = header;
          this.#host.candidate(unknown, { from, token, encrypted: encrypted ? "yes" : "no", receiver, line });
        }
        return answer;
      }
      case "silence":
        this.#host.refused(`${from}: ${judgement.why}`, frame.body);
        return null;
    }
  }

  #take(judgement: Judgement & { kind: "take" }, frame: WholeFrame): string | null | Promise<string | null> {
    const { account, header, reports } = judgement;
    this.#supervision.heard(account);
    if (header.encrypted) this.#security.decrypted(account, frame.body);
    const acknowledge = () => acknowledgement(header, account, frame.crcForm, this.#host.clock.now());
    if (reports.length === 0) return acknowledge();
    const [only] = reports;
    const stored =
      only && reports.length === 1
        ? this.#host.report(only)
        : Promise.all(reports.map((report) => this.#host.report(report)));
    return stored.then(acknowledge, (fault: unknown) => this.#notStored(account, fault));
  }

  #notStored(account: Account, fault: unknown): null {
    this.#host.log.warn({ account: account.id }, `not stored, so the panel is not answered: ${saying(fault)}`);
    return null;
  }

  #refuse({ why, account }: Refused, frame: WholeFrame, from: string, answer: () => string): string | null {
    this.#host.refused(`${from}: ${why}`, frame.body);
    const bucket = account ? this.#refusals.known : this.#refusals.unknown;
    return bucket.take(this.#host.clock.now()) ? answer() : null;
  }

  end(): void {
    this.#supervision.end();
  }
}
