import { randomUUID } from "node:crypto";
import { createSecureContext } from "node:tls";
import { create } from "@bufbuild/protobuf";
import { Client, connectivityState, credentials } from "@grpc/grpc-js";
import { backOffMs } from "#drivers/back-off.ts";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { version } from "#kernel/version.ts";
import { holdingOf } from "#trust/change-over.ts";
import type { DenyListHolder } from "#trust/deny-list-holder.ts";
import type { Identity } from "#trust/identity.ts";
import { judgePeer, PEER_TLS } from "#trust/peer-check.ts";
import { callUnary, type Duplex, faultOf, openStream } from "./calls.ts";
import {
  Navigation,
  type Notice,
  type NoticeSchema,
  type Registered,
  RegisterRequestSchema,
  RenewRequestSchema,
  SignSchema,
} from "./generated/tocsin/mesh/v1/mesh_pb.ts";
import { VERSIONS } from "./protocol.ts";

const CALL_MS = 5000;
const PING_EVERY_MS = 10_000;
const PING_TIMEOUT_MS = 5000;
/** The longest wait between two attempts: a core that is back is found soon. */
const LONGEST_WAIT_MS = 10_000;
const LONGEST_MESSAGE = 16 * 1024 * 1024;

/** What a module says of itself with every sign. */
export interface Condition {
  readonly spooledReports: number;
  readonly spooledBytes: number;
  readonly troubles: readonly string[];
}

export interface CoreLinkParts {
  /** `10.0.0.5:4020`, in the order in which they are tried. */
  readonly cores: readonly string[];
  readonly identity: () => Identity;
  readonly denyList: DenyListHolder;
  readonly clock: Clock;
  readonly log: Logger;
  readonly condition: () => Condition;
  /** Opens what the module's role is for; its end ends the session. */
  readonly serve: (session: CoreSession) => Serving;
  /** Told after each registration. */
  readonly registered: () => void;
  /** An operator wants the module to start anew. */
  readonly restart: (because: string) => void;
  /** The core wants the module to have a new certificate now. */
  readonly wanted: (because: string) => void;
}

export interface Serving {
  /** Rejects with why it ended. */
  readonly ended: Promise<never>;
  close(): void;
}

/** A registered connection to a core. */
export interface CoreSession {
  readonly client: Client;
  readonly lease: string;
}

interface Open extends CoreSession, Serving {
  readonly core: string;
}

/**
 * A module's way to its core: dials, registers, keeps the lease with signs, and dials again whenever the link is lost. A
 * new certificate is shown on a second connection before the first one is given up.
 */
export class CoreLink {
  readonly #parts: CoreLinkParts;
  readonly #stop = new AbortController();
  readonly #run = randomUUID();
  readonly #running: Promise<void>;
  #open: Open | undefined;
  /** Why there is no link; null: there is one. */
  #down: string | null = "not connected yet";

  constructor(parts: CoreLinkParts) {
    this.#parts = parts;
    this.#running = this.#keep(this.#stop.signal);
  }

  get down(): string | null {
    return this.#down;
  }

  /** Connects anew with the present certificate; the former connection ends once that one is registered. */
  async renew(): Promise<void> {
    const former = this.#open;
    if (!former) return;
    try {
      this.#open = await this.#connect(former.core);
      former.close();
    } catch (thrown) {
      this.#parts.log.warn({ because: saying(thrown) }, "the new certificate is shown when the link is next opened");
    }
  }

  /** Has the authority sign a request for a new certificate. @param request PKCS #10, DER */
  async sign(request: Buffer): Promise<{ chain: string; roots: string }> {
    if (!this.#open) {
      throw new Fault("unreachable", `The core can't be asked for a certificate: ${this.#down}.`, { transient: true });
    }
    const asked = create(RenewRequestSchema, { request });
    return callUnary(this.#open.client, Navigation.method.renew, asked, this.#deadline());
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Fault("not-active", "the module stops"));
    this.#open?.close();
    await this.#running;
  }

  async #keep(stop: AbortSignal): Promise<void> {
    const { clock, log, cores } = this.#parts;
    // Of a pair the active one alone answers; who it was last is asked first.
    for (let attempt = 0, at = 0; !stop.aborted; attempt++) {
      const core = cores[at % cores.length] ?? "";
      try {
        let open = await this.#connect(core);
        this.#open = open;
        this.#down = null;
        log.info({ core }, "registered with the core");
        this.#parts.registered();
        attempt = -1;
        for (;;) {
          const lost: unknown = await open.ended.catch((thrown: unknown) => thrown);
          // Another connection has taken its place.
          if (this.#open !== open && this.#open) open = this.#open;
          else throw lost;
        }
      } catch (thrown) {
        this.#open = undefined;
        this.#down = saying(thrown);
        if (stop.aborted) return;
        if (attempt >= 0) at++;
        // Going on to the next core is no repetition.
        const round = Math.floor(Math.max(0, attempt) / cores.length);
        const waitMs = Math.min(LONGEST_WAIT_MS, backOffMs(round, Math.random()));
        log.warn({ core, waitMs, because: this.#down }, "no link to the core; what is heard is kept");
        await waitUntil(clock, clock.now() + waitMs, stop).catch(() => {});
      }
    }
  }

  async #connect(core: string): Promise<Open> {
    const { clock, serve } = this.#parts;
    const client = this.#client(core);
    try {
      await untilReady(client, core, this.#deadline());
      const { trusts, vouchedBy } = holdingOf(this.#parts.identity());
      const hello = create(RegisterRequestSchema, {
        trusts: [...trusts],
        vouchedBy: vouchedBy ?? "",
        oldestVersion: VERSIONS.oldest,
        newestVersion: VERSIONS.newest,
        release: version,
        run: this.#run,
        nowMs: BigInt(clock.now()),
      });
      const registered = await callUnary(client, Navigation.method.register, hello, this.#deadline());
      const { lease } = registered;
      const attendance = openStream(client, Navigation.method.attend);
      const serving = serve({ client, lease });
      const { promise: ended, reject } = Promise.withResolvers<never>();
      ended.catch(() => {});
      const stopSigns = this.#attend(attendance, registered, (why) => reject(why));
      serving.ended.catch((thrown: unknown) => reject(faultOf(thrown)));
      const close = () => {
        stopSigns();
        serving.close();
        attendance.cancel();
        client.close();
        reject(new Fault("not-active", "the connection was closed"));
      };
      ended.catch(close);
      return { client, lease, core, ended, close };
    } catch (thrown) {
      client.close();
      throw thrown;
    }
  }

  #attend(
    attendance: Duplex<typeof SignSchema, typeof NoticeSchema>,
    { lease, leaseMs, signEveryMs }: Registered,
    lost: (why: Fault) => void,
  ): () => void {
    const { clock, condition, denyList, log, restart, wanted } = this.#parts;
    let number = 0;
    let signedAt = 0;
    let roundTripUs = 0;
    let heardAt = clock.now();
    let cancel = () => {};
    const sign = () => {
      // A link that is open at this end alone: the core has given up the lease meanwhile.
      if (clock.now() - heardAt >= leaseMs) {
        return lost(new Fault("unreachable", `the core has been silent for ${leaseMs / 1000} s`, { transient: true }));
      }
      const { spooledReports, spooledBytes, troubles } = condition();
      signedAt = performance.now();
      attendance.write(
        create(SignSchema, {
          lease,
          number: BigInt(++number),
          roundTripUs,
          spooledReports: BigInt(spooledReports),
          spooledBytes: BigInt(spooledBytes),
          troubles: [...troubles],
        }),
      );
      cancel = clock.at(clock.now() + signEveryMs, sign);
    };
    attendance.on("data", ({ notice }: Notice) => {
      heardAt = clock.now();
      if (notice.case === "echo" && Number(notice.value) === number) {
        roundTripUs = Math.round((performance.now() - signedAt) * 1000);
      } else if (notice.case === "restartBecause") restart(notice.value);
      else if (notice.case === "renewBecause") wanted(notice.value);
      else if (notice.case === "denyList") {
        const { because } = denyList.accept(Buffer.from(notice.value).toString("utf8"));
        log.info({ because }, "the core sent the deny list");
      }
    });
    attendance.on("error", (thrown) => lost(faultOf(thrown)));
    attendance.on("end", () => lost(new Fault("unreachable", "the core ended the link", { transient: true })));
    sign();
    return () => cancel();
  }

  #client(core: string): Client {
    const identity = this.#parts.identity();
    const { denyList, clock } = this.#parts;
    const { minVersion, ecdhCurve } = PEER_TLS;
    const context = createSecureContext({
      minVersion,
      ecdhCurve,
      key: identity.key.open(),
      cert: identity.chain,
      ca: identity.roots,
    });
    const shown = credentials.createFromSecureContext(context, {
      // Not its host name counts but who it is: a core of this site.
      checkServerIdentity: (_, certificate) => {
        const issuing = (certificate as { issuerCertificate?: { raw: Buffer } }).issuerCertificate?.raw;
        const verdict = judgePeer(issuing ? [certificate.raw, issuing] : [certificate.raw], {
          site: identity.name.site,
          roots: identity.roots,
          denyList,
          now: clock.now(),
          graceMs: 0,
        });
        if (verdict.admitted !== "all") return new Error(verdict.because);
        return verdict.name?.role === "core" ? undefined : new Error(`It is a ${verdict.name?.role} and no core.`);
      },
    });
    return new Client(core, shown, {
      "grpc.use_local_subchannel_pool": 1,
      // An address may not stand in the TLS server name (RFC 6066 §3).
      "grpc.ssl_target_name_override": "tocsin-core",
      "grpc.keepalive_time_ms": PING_EVERY_MS,
      "grpc.keepalive_timeout_ms": PING_TIMEOUT_MS,
      "grpc.max_receive_message_length": LONGEST_MESSAGE,
      "grpc.enable_channelz": 0,
      // Whether to try again is decided here.
      "grpc.enable_retries": 0,
      "grpc.enable_http_proxy": 0,
      "grpc.service_config_disable_resolution": 1,
    });
  }

  /** gRPC's own timers run by the machine's clock. */
  #deadline(): number {
    return this.#parts.clock.now() + CALL_MS;
  }
}

/** Rejects as soon as the first attempt failed: the next one may be with another core. */
function untilReady(client: Client, core: string, deadline: number): Promise<void> {
  const channel = client.getChannel();
  return new Promise((resolve, reject) => {
    const look = (late?: Error) => {
      const state = channel.getConnectivityState(true);
      if (state === connectivityState.READY) return resolve();
      if (late || state === connectivityState.TRANSIENT_FAILURE)
        return reject(new Fault("unreachable", `${core} does not answer as a core of this site`, { cause: late }));
      channel.watchConnectivityState(state, deadline, look);
    };
    look();
  });
}
