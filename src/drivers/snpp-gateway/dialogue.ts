import type { Settings } from "./settings.ts";

/** A page that is to be stored before it is answered. */
export interface Page {
  readonly pins: readonly string[];
  readonly text: string;
  readonly subject: string;
  /** RFC 1861 §4.5.5, from 0 (highest) to 11; null when none was named. */
  readonly level: number | null;
  /** From LOGIn and CALLerid, "" when not said. */
  readonly user: string;
  readonly caller: string;
}

export interface Said {
  /** A line without its end; "" while the text of DATA comes. */
  readonly reply: string;
  readonly page?: Page;
  /** Close after the reply; `why` is what the house is told. */
  readonly end?: string;
  /** A pin that is not in the list was paged. */
  readonly unknownPin?: string;
  /** For the commissioning view. */
  readonly refused?: string;
}

export interface DialogueHost {
  readonly settings: Settings;
  readonly isPassword: (user: string, password: string) => boolean;
}

const HELP = [
  "214 Level 1: PAGEr <id>, MESSage <text>, RESEt, SEND, QUIT, HELP",
  "214 Level 2: LOGIn <id> [password], DATA, LEVEl <0-11>, ALERt <0|1>, COVErage <area>, CALLerid <id>, SUBJect <text>",
  "250 End of Help Information",
].join("\r\n");

/** Levels 1 and 2 of RFC 1861 as a server speaks them. Pure: lines in, replies and pages out. */
export class Dialogue {
  readonly #host: DialogueHost;
  #user = "";
  #refusals = 0;
  #errors = 0;
  #pins: string[] = [];
  #text: string | null = null;
  #data: string[] | null = null;
  #dataLength = 0;
  #level: number | null = null;
  #subject = "";
  #caller = "";

  constructor(host: DialogueHost) {
    this.#host = host;
  }

  /** What to answer to one line. A page must be answered by `sent` once it is stored, or by `notSent`. */
  take(line: string): Said {
    if (this.#data) return this.#more(line, this.#data);
    const [, command = "", argument = ""] = /^(\S*)\s*(.*?)\s*$/u.exec(line) ?? [];
    const name = command.slice(0, 4).toUpperCase();
    if (this.#mustLogIn(name)) return this.#wrong("550 Login Required: use LOGIn first");
    switch (name) {
      case "LOGI":
        return this.#logIn(argument);
      case "PAGE":
        return this.#pager(argument);
      case "MESS":
        return this.#message(argument);
      case "DATA":
        return this.#begin();
      case "SEND":
        return this.#send();
      case "RESE":
        this.#reset();
        return { reply: "250 RESET OK" };
      case "LEVE":
        return this.#serviceLevel(argument);
      case "ALER":
        if (!/^[01]$/u.test(argument)) return this.#wrong("550 Invalid Alert Parameter");
        return { reply: "250 Alert Override Accepted" };
      case "COVE":
        return { reply: "250 Alternate Coverage Selected" };
      case "CALL":
        this.#caller = argument.slice(0, 60);
        return { reply: "250 Caller ID Accepted" };
      case "SUBJ":
        this.#subject = argument.slice(0, 200);
        return { reply: "250 Message Subject Accepted" };
      case "HELP":
        return { reply: HELP };
      case "QUIT":
        return { reply: "221 OK, Goodbye", end: "" };
      default:
        // HOLDuntil among them: what came must be told now, or its sender must know that it is not.
        return this.#wrong("500 Command Not Implemented");
    }
  }

  sent(): string {
    this.#reset();
    return "250 Page Sent";
  }

  /** The page stays as it was entered: SEND can be said again. */
  notSent(): string {
    return "554 Error, failed (the page could not be stored, send it again)";
  }

  #mustLogIn(name: string): boolean {
    const needed = this.#host.settings.logins.length > 0 && this.#user === "";
    return needed && !["LOGI", "HELP", "QUIT", "RESE"].includes(name);
  }

  #logIn(argument: string): Said {
    const [user = "", password = ""] = argument.split(/\s+/u);
    if (this.#host.settings.logins.length === 0 || this.#host.isPassword(user, password)) {
      this.#user = user;
      return { reply: "250 Login Accepted" };
    }
    this.#refusals++;
    const refused = `a login as ${user.slice(0, 60) || "nobody"} was refused`;
    if (this.#refusals < 3) return { reply: "550 Error, Invalid LoginID or Password", refused };
    return { reply: "421 Illegal Access Attempt", end: `${refused} for the third time` };
  }

  #pager(argument: string): Said {
    const [id = ""] = argument.split(/\s+/u);
    const pin = this.#host.settings.pins.find((known) => known.pin.toLowerCase() === id.toLowerCase());
    if (!pin) return { ...this.#wrong("550 Error, Invalid Pager ID"), unknownPin: id.slice(0, 60) };
    if (this.#pins.includes(pin.pin)) return { reply: "250 Pager ID Accepted" };
    if (this.#pins.length >= this.#host.settings.limits.pagersPerPage) return this.#wrong("552 Max Recipients Entered");
    this.#pins.push(pin.pin);
    return { reply: "250 Pager ID Accepted" };
  }

  #message(text: string): Said {
    if (this.#text !== null) return this.#wrong("503 ERROR, Message Already Entered");
    if (text === "") return this.#wrong("550 ERROR, Blank Message");
    if (text.length > this.#host.settings.limits.textCharacters) return this.#wrong("552 Message Too Long");
    this.#text = text;
    return { reply: "250 Message OK" };
  }

  #begin(): Said {
    if (this.#text !== null) return this.#wrong("503 ERROR, Message Already Entered");
    this.#data = [];
    this.#dataLength = 0;
    return { reply: "354 Begin Input; End with <CRLF>'.'<CRLF>" };
  }

  #more(line: string, data: string[]): Said {
    if (line !== ".") {
      const text = line.startsWith(".") ? line.slice(1) : line;
      this.#dataLength += text.length + 1;
      if (this.#dataLength <= this.#host.settings.limits.textCharacters + 1) data.push(text);
      return { reply: "" };
    }
    this.#data = null;
    if (this.#dataLength > this.#host.settings.limits.textCharacters + 1) return this.#wrong("552 Message Too Long");
    const text = data.join("\n").trim();
    if (text === "") return this.#wrong("550 ERROR, Blank Message");
    this.#text = text;
    return { reply: "250 Message OK" };
  }

  #serviceLevel(argument: string): Said {
    if (!/^(?:\d|10|11)$/u.test(argument)) return this.#wrong("550 Error, Invalid Service Level");
    this.#level = Number(argument);
    return { reply: "250 Alternate Service Level Accepted" };
  }

  #send(): Said {
    if (this.#pins.length === 0 || this.#text === null) return this.#wrong("503 Error, Pager ID or Message Incomplete");
    const page: Page = {
      pins: this.#pins,
      text: this.#text,
      subject: this.#subject,
      level: this.#level,
      user: this.#user,
      caller: this.#caller,
    };
    return { reply: "", page };
  }

  #reset(): void {
    this.#pins = [];
    this.#text = null;
    this.#level = null;
    this.#subject = "";
    this.#caller = "";
  }

  #wrong(reply: string): Said {
    this.#errors++;
    const refused = reply;
    if (this.#errors < this.#host.settings.limits.errors) return { reply, refused };
    return {
      reply: `${reply}\r\n421 Too Many Errors, Goodbye`,
      end: `${this.#errors} wrong commands, the last: ${reply}`,
    };
  }
}
