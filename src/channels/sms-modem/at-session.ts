import type { Socket } from "node:net";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Transcript } from "#wire/transcript.ts";

const ESCAPE = "\u001b";
const END = "\u001a";
/** A line of a modem is a PDU of 176 octets at most; what is longer comes from something else. */
const LONGEST_LINE = 2000;
const UNASKED = /^(?:\+CMTI|\+CDSI|\+CUSD|RING|NO CARRIER|\+CLIP|\^|\+CRING)/u;
/** The next line belongs to it (3GPP TS 27.005 §3.4.1). */
const WITH_UNIT = /^\+(?:CDS|CMT):/u;

export interface AtSessionHost {
  readonly clock: Clock;
  readonly name: string;
  readonly timeoutMs: number;
  /** What the modem says by itself; `unit` is the hexadecimal line that belongs to it. */
  readonly unasked: (line: string, unit: string | null) => void;
  readonly ended: (because: string) => void;
  readonly transcript?: Transcript | undefined;
}

/** An error that the modem answered with. `code` of `+CMS ERROR` or `+CME ERROR`; null: `ERROR` alone. */
export class AtError extends Error {
  readonly kind: "CMS" | "CME" | null;
  readonly code: number | null;

  constructor(command: string, line: string) {
    super(`${command} was answered with ${line}`);
    const [, kind, code] = /^\+(CM[SE]) ERROR: ?(\d+)/u.exec(line) ?? [];
    this.kind = kind === "CMS" || kind === "CME" ? kind : null;
    this.code = code === undefined ? null : Number(code);
  }
}

interface Command {
  readonly command: string;
  /** What the log and errors may say of it. */
  readonly shown: string;
  readonly unit: string | undefined;
  readonly timeoutMs: number;
  readonly lines: string[];
  readonly resolve: (lines: string[]) => void;
  readonly reject: (error: Error) => void;
}

/** One command at a time; what the modem says by itself is told apart from its answers. */
export class AtSession {
  readonly #socket: Socket;
  readonly #host: AtSessionHost;
  readonly #waiting: Command[] = [];
  #current: Command | null = null;
  #cancel = () => {};
  #kept = "";
  #unaskedBefore: string | null = null;
  #ended = false;

  constructor(socket: Socket, host: AtSessionHost) {
    this.#socket = socket;
    this.#host = host;
    socket.on("data", (bytes: Buffer) => this.#read(bytes.toString("latin1")));
    socket.on("error", (error) => this.close(saying(error)));
    socket.on("close", () => this.close("the connection was closed"));
  }

  get usable(): boolean {
    return !this.#ended;
  }

  /**
   * The lines of the answer, without its final one. Rejects with an `AtError`, or a transient `Fault` when there is no answer.
   *
   * @param some.unit what follows the prompt `>`
   * @param some.shown in the place of a command that holds a secret
   */
  ask(command: string, some: { unit?: string; timeoutMs?: number; shown?: string } = {}): Promise<string[]> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#fault("the connection has ended"));
      const { unit, timeoutMs = this.#host.timeoutMs, shown = command } = some;
      this.#waiting.push({ command, shown, unit, timeoutMs, lines: [], resolve, reject });
      this.#next();
    });
  }

  close(because: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancel();
    this.#socket.destroySoon();
    const fault = this.#fault(because);
    for (const { reject } of [...(this.#current ? [this.#current] : []), ...this.#waiting.splice(0)]) reject(fault);
    this.#current = null;
    this.#host.ended(because);
  }

  #next(): void {
    if (this.#current || this.#ended) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#current = next;
    const { clock, name } = this.#host;
    this.#cancel = clock.at(clock.now() + next.timeoutMs, () => {
      // What it says later would be taken for the answer to the next command: it begins anew with another session.
      this.#current = null;
      if (next.unit !== undefined && !this.#ended) this.#socket.write(ESCAPE);
      const because = `${next.shown} got no answer within ${next.timeoutMs} ms`;
      next.reject(new Fault("timed-out", `${name}: ${because}`, { transient: true }));
      this.close(because);
    });
    this.#host.transcript?.sent(next.shown);
    this.#socket.write(`${next.command}\r`);
  }

  #read(text: string): void {
    this.#kept += text;
    for (;;) {
      const end = this.#kept.search(/[\r\n]/u);
      if (end < 0) break;
      const line = this.#kept.slice(0, end).trim();
      this.#kept = this.#kept.slice(end + 1);
      if (line !== "") this.#take(line);
    }
    if (this.#kept.length > LONGEST_LINE) return this.close("it sends what no modem would send");
    if (this.#current?.unit !== undefined && /^\s*>/u.test(this.#kept)) {
      this.#kept = "";
      this.#host.transcript?.received(">");
      this.#host.transcript?.sent(this.#current.unit);
      this.#socket.write(`${this.#current.unit}${END}`);
    }
  }

  #take(line: string): void {
    // A modem that still echoes says our commands again, and a PIN among them.
    if (line !== this.#current?.command && line !== this.#current?.unit) this.#host.transcript?.received(line);
    if (this.#unaskedBefore !== null) {
      const before = this.#unaskedBefore;
      this.#unaskedBefore = null;
      return this.#host.unasked(before, line);
    }
    if (WITH_UNIT.test(line)) {
      this.#unaskedBefore = line;
      return;
    }
    const current = this.#current;
    const asked = current !== null && line.startsWith(current.command.slice(2).replace(/[=?].*/u, ""));
    if (UNASKED.test(line) || (line.startsWith("+CREG:") && !asked)) return this.#host.unasked(line, null);
    // The echo, until it is switched off.
    if (!current || line === current.command || line === current.unit) return;
    if (line === "OK") this.#settle(() => current.resolve(current.lines));
    else if (/^(?:ERROR$|\+CM[SE] ERROR)/u.test(line)) {
      this.#settle(() => current.reject(new AtError(current.shown, line)));
    } else current.lines.push(line);
  }

  #settle(tell: () => void): void {
    this.#cancel();
    this.#current = null;
    tell();
    this.#next();
  }

  #fault(because: string): Fault {
    return new Fault("unreachable", `${this.#host.name}: ${because}`, { transient: true });
  }
}
