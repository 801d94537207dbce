import { checkServerIdentity, connect, type TLSSocket } from "node:tls";
import { Fault, saying } from "#kernel/fault.ts";
import type { TrailRecord } from "./record.ts";
import type { Sink } from "./sink.ts";
import { type SyslogOrigin, syslogFrame, syslogMessage } from "./syslog.ts";

export interface SyslogSettings {
  readonly host: string;
  readonly port: number;
  /** PEM; absent: the authorities that this machine trusts. */
  readonly ca?: string | undefined;
  /** The name in the collector's certificate; absent: the host. */
  readonly serverName?: string | undefined;
}

/**
 * A syslog collector over TLS (RFC 5425), its certificate verified. Syslog confirms nothing, so each portion has a
 * connection of its own, and counts as kept only when the collector answered the end of it with its own end (§4.4): it
 * has then read everything. A connection that breaks is sent again as a whole.
 */
export class SyslogSink implements Sink {
  readonly target: string;
  readonly #settings: SyslogSettings;
  readonly #origin: SyslogOrigin;

  constructor(settings: SyslogSettings, origin: SyslogOrigin) {
    this.#settings = settings;
    this.#origin = origin;
    this.target = `the syslog collector ${settings.host}:${settings.port}`;
  }

  last(): Promise<null> {
    return Promise.resolve(null);
  }

  append(records: readonly TrailRecord[], signal: AbortSignal): Promise<void> {
    return this.#say(records.map((record) => syslogFrame(syslogMessage(record, this.#origin))).join(""), signal);
  }

  probe(signal: AbortSignal): Promise<void> {
    return this.#say("", signal);
  }

  #say(text: string, signal: AbortSignal): Promise<void> {
    const { host, port, ca, serverName = host } = this.#settings;
    return new Promise((resolve, reject) => {
      const socket: TLSSocket = connect({
        host,
        port,
        ...(ca === undefined ? {} : { ca }),
        // SNI knows no addresses; the certificate is held against the name in either case.
        ...(/^[\d.]+$|:/.test(serverName) ? {} : { servername: serverName }),
        checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
        minVersion: "TLSv1.2",
      });
      let finished = false;
      let ended = false;
      const fail = (cause: unknown) => {
        socket.destroy();
        reject(
          new Fault("unreachable", `${this.target} did not take the audit trail: ${saying(cause)}.`, {
            cause,
            transient: true,
          }),
        );
      };
      const stop = () => fail(signal.reason);
      signal.addEventListener("abort", stop, { once: true });
      socket.once("secureConnect", () => socket.end(text));
      socket.once("finish", () => {
        finished = true;
      });
      socket.once("end", () => {
        ended = finished;
      });
      // What comes back is nothing, but must be read for the end to be seen.
      socket.resume();
      socket.once("error", fail);
      socket.once("close", (failed) => {
        signal.removeEventListener("abort", stop);
        if (!failed && ended) resolve();
        else fail("it hung up in the middle");
      });
      if (signal.aborted) stop();
    });
  }
}
