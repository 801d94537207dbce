/** The page of one source: what it sends, and whether it can be tried. */
export const source = {
  source: {
    title: "What it sends",
    hint: "Every message as it came and as the protocol's driver understood it, from now on. Secrets are blotted out. The server listens only while this page is open.",
    elsewhere:
      "A driver host hears this source: what it takes is shown here once it is stored, what it refuses as soon as the host says so. Secrets are blotted out. The host sends it only while this page is open.",
    filter: "Only with these words",
    became: "What became of it",
    all: "All",
    hex: "As bytes (hex)",
    pause: "Pause",
    goOn: "Go on",
    clear: "Clear",
    paused: (held: number) => `Paused; ${held} more wait.`,
    count: (count: number) => `${count} ${count === 1 ? "message" : "messages"}.`,
    nothing: "Nothing has come yet. Let the device send something: a test key, an open door, a changed value.",
    outcome: { taken: "taken", refused: "refused", unknown: "unknown sender" },
    gap: (skipped: number) => `${skipped} more came too fast to be shown here. What was taken is stored all the same.`,
    gapOfLoss: "The connection was lost: messages may be missing here.",
    lost: (why: string) => `The connection to the server is lost; it is tried again. ${why}`,
    over: "The live view has ended.",
    ended: {
      "no-right": "You may no longer look at this source.",
      locked: "The screen was locked.",
      "source-gone": "The source was removed.",
    },
    copy: "Copy as text",
    copied: (count: number) => `${count} entries were copied.`,
    notCopied: "Not copied; download it instead.",
    download: "Download",
    trial: {
      title: "Try it",
      test: "Test the connection",
      testDials: "Connects at once where it is not connected, and asks everything behind the connection.",
      testListens: "Whether the server listens where the settings say.",
      failed: "Not tested.",
      connected: "Connected.",
      notConnected: "Not connected.",
      answers: "answers",
      silent: "does not answer",
      elsewhere: (host: string) =>
        `The driver host on ${host} speaks with it: how it fares stands above, and its log there says more.`,
      insteadOfAny: "The device speaks by itself and can't be asked: let it send something, and see it above.",
      instead: {
        http: "A program sends its events by HTTP; there is nothing to read. Send one yourself, with a token of the role integration:",
        "sia-dc09":
          "A panel reports by itself and can't be asked. Let it send a test report or a link test (it says which key or menu that is), and see it above: taken, or why not. An account that is not configured appears among those who spoke, and is adopted with one press.",
        "snpp-gateway":
          "Pages come by themselves. Let the paging program send a test page to one of the numbers, and see it above.",
      } as Readonly<Record<string, string>>,
      token: "Make a token",
    },
    read: {
      point: "Address within the source",
      hint: "As it is reported, for example unit-1/boiler.temperature",
      button: "Read now",
      failed: "Not read.",
      value: (point: string, value: string) => `${point} is ${value}.`,
    },
  },
};
