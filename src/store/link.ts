import { Socket } from "node:net";
import { Client, type ClientConfig } from "pg";

/** One of the journal's connections to the database: made when it is asked for, and made anew after it was lost. */
export class Link {
  readonly #config: () => ClientConfig;
  #client: Client | undefined;
  #socket: Socket | undefined;

  /** @param config asked anew for every connection: secrets change when the server starts again */
  constructor(config: () => ClientConfig) {
    this.#config = config;
  }

  async connected(): Promise<Client> {
    if (this.#client) return this.#client;
    const socket = new Socket();
    const client = new Client({ ...this.#config(), stream: () => socket });
    client.on("error", () => {
      if (this.#client === client) this.drop();
    });
    await client.connect();
    this.#client = client;
    this.#socket = socket;
    return client;
  }

  /** A large batch leaves in portions, as the database takes them. */
  get sending(): boolean {
    return this.#socket?.writableNeedDrain ?? false;
  }

  onceSent(act: () => void): void {
    if (this.sending) this.#socket?.once("drain", act);
    else act();
  }

  drop(): void {
    void this.close();
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      await client?.end();
    } catch {
      // It is lost anyway.
    }
  }
}
