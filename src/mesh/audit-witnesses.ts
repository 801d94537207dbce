import { create } from "@bufbuild/protobuf";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { Held, WayToWitnesses } from "#audit/witness-nodes.ts";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { storable } from "#kernel/text.ts";
import {
  type AuditHeld,
  type AuditRefusal,
  type FromAuditWitness,
  type ToAuditWitness,
  ToAuditWitnessSchema,
} from "./generated/tocsin/mesh/v1/mesh_pb.ts";
import type { Peer } from "./listener.ts";
import { writeTo } from "./unread.ts";

type Call = ServerDuplexStream<FromAuditWitness, ToAuditWitness>;

/** A node whose link was lost a moment ago, or that has yet to find a core that has just started. */
const ARRIVES_MS = 5000;

export interface AuditWitnessesParts {
  readonly clock: Clock;
  readonly verifyLease: (peer: Peer, lease: string) => void;
  readonly statusOf: (thrown: unknown) => { code: number; details: string };
}

interface Waiting {
  resolve(held: Held): void;
  reject(why: Fault): void;
}

interface Served {
  readonly call: Call;
  readonly peer: Peer;
  readonly waiting: Map<bigint, Waiting>;
}

/** The core's end of every witness node: hands it entries and checkpoints, and hears what it holds. */
export class AuditWitnessesDesk implements WayToWitnesses {
  readonly #parts: AuditWitnessesParts;
  /** By node. */
  readonly #served = new Map<string, Served>();
  #arrived = Promise.withResolvers<void>();
  #request = 0n;

  constructor(parts: AuditWitnessesParts) {
    this.#parts = parts;
  }

  serve(call: Call, peer: Peer): void {
    const served: Served = { call, peer, waiting: new Map() };
    call.on("data", ({ message }: FromAuditWitness) => {
      try {
        if (message.case === "opening") this.#open(served, message.value.lease);
        else if (message.case === "held") this.#held(served, message.value);
        else if (message.case === "refused") this.#refused(served, message.value);
      } catch (thrown) {
        this.#end(served, thrown);
      }
    });
    call.on("end", () => {
      this.#leave(served);
      call.end();
    });
    for (const event of ["error", "cancelled", "close"]) call.on(event, () => this.#leave(served));
  }

  close(): void {
    for (const served of this.#served.values()) this.#end(served, new Fault("not-active", "this core stops"));
  }

  /** The lease of a node is over: nobody waits for it any more. */
  lost(node: string): void {
    const served = this.#served.get(node);
    if (served) this.#end(served, new Fault("not-active", "the lease is over", { transient: true }));
  }

  async ask(node: string, lines: readonly string[], signal: AbortSignal): Promise<Held> {
    const served = await this.#there(node, signal);
    const request = ++this.#request;
    const { promise, resolve, reject } = Promise.withResolvers<Held>();
    served.waiting.set(request, { resolve, reject });
    const given = () => reject(unreachable(`the node ${node} did not answer in time`));
    signal.addEventListener("abort", given, { once: true });
    const message: ToAuditWitness["message"] =
      lines.length === 0
        ? { case: "ask", value: { $typeName: "tocsin.mesh.v1.AuditAsk", request } }
        : { case: "records", value: { $typeName: "tocsin.mesh.v1.AuditRecords", request, lines: [...lines] } };
    try {
      writeTo(served.call, create(ToAuditWitnessSchema, { message }), {
        clock: this.#parts.clock,
        node,
        end: (why) => this.#end(served, why),
      });
      return await promise;
    } finally {
      served.waiting.delete(request);
      signal.removeEventListener("abort", given);
    }
  }

  /** A node that has just lost its link is waited for. */
  async #there(node: string, signal: AbortSignal): Promise<Served> {
    const { clock } = this.#parts;
    const over = waitUntil(clock, clock.now() + ARRIVES_MS, signal).catch(() => {});
    for (let waits = true; waits; ) {
      const served = this.#served.get(node);
      if (served) return served;
      waits = await Promise.race([this.#arrived.promise.then(() => true), over.then(() => false)]);
    }
    throw unreachable(`the node ${node} is not connected; start "tocsin module audit-witness" there`);
  }

  #open(served: Served, lease: string): void {
    const { peer, call } = served;
    this.#parts.verifyLease(peer, lease);
    const former = this.#served.get(peer.name.node);
    if (former && former.call !== call) this.#end(former, new Fault("not-active", "it has opened another stream"));
    this.#served.set(peer.name.node, served);
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }

  #held({ waiting }: Served, { request, entry, checkpoint, hash }: AuditHeld): void {
    waiting.get(request)?.resolve({ entry: Number(entry), checkpoint: Number(checkpoint), hash });
  }

  #refused({ waiting, peer }: Served, { request, because, forked }: AuditRefusal): void {
    const why = storable(because, 500);
    const { node } = peer.name;
    const says = forked
      ? new Fault(
          "untrusted",
          `the node ${node} holds another history: ${why}. Compare them with "tocsin audit-trail verify"; nothing was added`,
        )
      : unreachable(`the node ${node} did not keep it: ${why}`);
    waiting.get(request)?.reject(says);
  }

  #leave(served: Served): void {
    const { node } = served.peer.name;
    if (this.#served.get(node) === served) this.#served.delete(node);
    for (const one of served.waiting.values()) one.reject(unreachable(`the link to the node ${node} was lost`));
  }

  #end(served: Served, thrown: unknown): void {
    this.#leave(served);
    served.call.emit("error", this.#parts.statusOf(thrown));
  }
}

function unreachable(why: string): Fault {
  return new Fault("unreachable", why, { transient: true });
}
