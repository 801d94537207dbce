import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { Forked, KeptTrail } from "#audit/kept-trail.ts";
import type { NoteKey } from "#audit/note.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { faultOf, openStream } from "./calls.ts";
import type { Condition, CoreSession, Serving } from "./core-link.ts";
import {
  AuditWitnesses,
  type FromAuditWitnessSchema,
  FromAuditWitnessSchema as FromWitness,
  type ToAuditWitness,
} from "./generated/tocsin/mesh/v1/mesh_pb.ts";

type ToSay = NonNullable<MessageInitShape<typeof FromAuditWitnessSchema>["message"]>;

export interface AuditWitnessParts {
  /** Where the copy grows; nobody but this machine writes there. */
  readonly file: string;
  /** By which checkpoints are believed, beside those that the trail names itself. */
  readonly keys: readonly NoteKey[];
  readonly log: Logger;
}

/** Keeps a copy of the audit trail of a core on another machine, and refuses every other history than the one it has. */
export class AuditWitnessModule {
  readonly #trail: KeptTrail;
  readonly #log: Logger;
  /** One portion after the other, whichever stream it came by. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(trail: KeptTrail, log: Logger) {
    this.#trail = trail;
    this.#log = log;
  }

  /** Throws a `Fault` (`untrusted`) when what is there is no unbroken trail. */
  static async open({ file, keys, log }: AuditWitnessParts): Promise<AuditWitnessModule> {
    const trail = await KeptTrail.open(file, keys);
    log.info({ file, ...trail.held }, "the copy of the audit trail is whole");
    return new AuditWitnessModule(trail, log);
  }

  condition(): Condition {
    const { trouble } = this.#trail;
    return { spooledReports: 0, spooledBytes: 0, troubles: trouble === null ? [] : [trouble] };
  }

  serve({ client, lease }: CoreSession): Serving {
    const stream = openStream(client, AuditWitnesses.method.serve);
    const { promise: ended, reject } = Promise.withResolvers<never>();
    ended.catch(() => {});
    const write = (message: ToSay) => stream.write(create(FromWitness, { message }));
    stream.on("error", (thrown) => reject(faultOf(thrown)));
    stream.on("end", () => reject(new Fault("unreachable", "the core ended the stream", { transient: true })));
    stream.on("data", ({ message }: ToAuditWitness) => {
      if (message.case === undefined) return; // something that only a newer core says
      const { request } = message.value;
      const lines = message.case === "records" ? message.value.lines : [];
      void this.#keep(request, lines).then(write);
    });
    write({ case: "opening", value: { lease } });
    return {
      ended,
      close: () => {
        stream.cancel();
        reject(new Fault("not-active", "the stream was closed", { transient: true }));
      },
    };
  }

  async stop(): Promise<void> {
    await this.#turn;
  }

  #keep(request: bigint, lines: readonly string[]): Promise<ToSay> {
    const turn = this.#turn.then(() => this.#answer(request, lines));
    this.#turn = turn;
    return turn;
  }

  async #answer(request: bigint, lines: readonly string[]): Promise<ToSay> {
    try {
      const { entry, checkpoint, hash } = await this.#trail.add(lines);
      return { case: "held", value: { request, entry: BigInt(entry), checkpoint: BigInt(checkpoint), hash } };
    } catch (thrown) {
      const forked = thrown instanceof Forked;
      const because = saying(thrown);
      this.#log.error({ because, forked }, "a part of the audit trail was refused");
      return { case: "refused", value: { request, because, forked } };
    }
  }
}
