import { randomBytes, randomInt } from "node:crypto";
import { readSession, type Session, writeAnswer, writeOffer } from "#wire/rtp/sdp.ts";
import { KEY_BYTES } from "#wire/rtp/srtp.ts";
import type { StudioSound } from "#wire/rtp/studio.ts";

/** What we and the far side agree about the sound of one call (RFC 3264, RFC 4568). */
export class SoundTerms {
  readonly #address: string;
  readonly #sound: Pick<StudioSound, "port" | "agree">;
  readonly #id = randomInt(1, 2 ** 31);
  readonly #key: Buffer | null;
  #version = 1;
  #session: Session | null = null;

  /** @param encrypted by SRTP; then nothing in clear is agreed to */
  constructor(address: string, sound: Pick<StudioSound, "port" | "agree">, encrypted: boolean) {
    this.#address = address;
    this.#sound = sound;
    this.#key = encrypted ? randomBytes(KEY_BYTES) : null;
  }

  /** Ours, when we are the first to speak of it. */
  get offer(): Buffer {
    return writeOffer(this.#own);
  }

  /** Their answer, or what their ACK carried. Null: there is nothing in it that we speak. */
  agreed(answer: Buffer): Session | null {
    const session = this.#met(answer);
    if (session) this.#take(session);
    return session;
  }

  /** Our answer to their first offer; null: it can't be met. */
  answer(offer: Buffer): Buffer | null {
    const session = this.agreed(offer);
    return session && writeAnswer(this.#own, session);
  }

  /** Our answer to a later offer of theirs: hold, or another address. One without SDP asks for ours (RFC 3264 §5). */
  changed(offer: Buffer): Buffer | null {
    this.#version++;
    if (offer.length === 0) return this.offer;
    const session = this.#met(offer);
    // What is being said is encoded already: another codec would be noise.
    if (!session || session.codec !== this.#session?.codec) return null;
    this.#take(session);
    return writeAnswer(this.#own, session);
  }

  get #own() {
    return {
      host: this.#address,
      port: this.#sound.port,
      id: this.#id,
      version: this.#version,
      key: this.#key,
    };
  }

  #met(sdp: Buffer): Session | null {
    const session = readSession(sdp);
    return session && (session.crypto === null) === (this.#key === null) ? session : null;
  }

  #take(session: Session): void {
    this.#session = session;
    this.#sound.agree(session, this.#key);
  }
}
