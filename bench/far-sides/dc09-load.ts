import { connect } from "node:net";

/** Panels that send a frame, wait for its acknowledgement and send the next. Job as JSON in argv; prints one line of JSON. */
export interface Dc09Job {
  readonly port: number;
  readonly connections: number;
  readonly frames: number;
  /** First sequence number of each panel. */
  readonly from: number;
}

export interface Dc09Result {
  readonly seconds: number;
  readonly acknowledged: number;
}

const job = JSON.parse(process.argv[2] ?? "") as Dc09Job;
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});

function frame(account: string, seq: number): string {
  const body = `"SIA-DCS"${String(seq).padStart(4, "0")}L0#${account}[#${account}|Nri1/OP${String(seq % 1000).padStart(3, "0")}]`;
  let crc = 0;
  for (let at = 0; at < body.length; at++) crc = (crc >>> 8) ^ (TABLE[(crc ^ body.charCodeAt(at)) & 0xff] ?? 0);
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(4, "0");
  return `\n${hex(crc)}${hex(body.length)}${body}\r`;
}

let acknowledged = 0;
const each = Math.floor(job.frames / job.connections);
const started = performance.now();

function panel(number: number): Promise<void> {
  const account = String(1000 + number);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: job.port, noDelay: true });
    let sent = 0;
    let text = "";
    const send = () => {
      if (sent === each) {
        socket.end();
        return resolve();
      }
      return socket.write(frame(account, ((job.from + sent++) % 9999) + 1), "latin1");
    };
    socket.once("connect", send);
    socket.on("error", reject);
    socket.on("close", () =>
      sent === each ? resolve() : reject(new Error(`panel ${account} was cut off after ${sent} frames`)),
    );
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (!text.endsWith("\r")) return;
      if (text.includes('"ACK"')) acknowledged++;
      else process.stderr.write(`${account}: ${JSON.stringify(text)}\n`);
      text = "";
      send();
    });
  });
}

await Promise.all(Array.from({ length: job.connections }, (_, number) => panel(number)));
const result: Dc09Result = { seconds: (performance.now() - started) / 1000, acknowledged };
process.stdout.write(`${JSON.stringify(result)}\n`);
