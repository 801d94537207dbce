import assert from "node:assert/strict";
import { test } from "node:test";
import * as cards from "adaptivecards";
import { channelHost, hostileMessage, openFarSide } from "../../../test/peers/http-far-side.ts";
import { BODIES } from "./body.ts";
import { chatWebhook } from "./index.ts";
import { Settings } from "./settings.ts";

const never = new AbortController().signal;
const subject = "HIGH: *Boiler* <!channel> & @all, House";
const text = 'HIGH: *Boiler* <!channel> & @all\n\nWhere: "House"\n``` [x](https://evil.example)';
const link = "https://alarms.example/alarms/1";

test("Teams: an Adaptive Card in which a device's words are runs without Markdown", () => {
  // The envelope of learn.microsoft.com, "Create incoming webhooks with Workflows" and "Mention support within Adaptive Cards".
  assert.deepEqual(BODIES.teams(hostileMessage({ to: "anna@plant.example" })), {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            {
              type: "RichTextBlock",
              inlines: [{ type: "TextRun", text: subject, weight: "bolder", size: "large", color: "warning" }],
            },
            { type: "RichTextBlock", inlines: [{ type: "TextRun", text: "HIGH: *Boiler* <!channel> & @all" }] },
            {
              type: "RichTextBlock",
              inlines: [{ type: "TextRun", text: 'Where: "House"\n``` [x](https://evil.example)' }],
            },
            { type: "TextBlock", text: "<at>Anna  Müller </at>", wrap: true },
          ],
          actions: [{ type: "Action.OpenUrl", title: "Open", url: link }],
          msteams: {
            width: "Full",
            entities: [
              {
                type: "mention",
                text: "<at>Anna  Müller </at>",
                mentioned: { id: "anna@plant.example", name: "Anna <Müller>" },
              },
            ],
          },
        },
      },
    ],
  });
});

test("Teams: Microsoft's own reader of Adaptive Cards finds nothing wrong with it, and reads what was meant", () => {
  const { attachments } = BODIES.teams(hostileMessage({ to: "anna@plant.example" })) as {
    attachments: { content: Record<string, unknown> }[];
  };
  const content = attachments[0]?.content ?? assert.fail("there is no card");
  const read = (card: object) => {
    const context = new cards.SerializationContext(cards.Versions.v1_4);
    const parsed = new cards.AdaptiveCard();
    parsed.parse(card, context);
    const mistakes = parsed.validateProperties().validationEvents.map(({ message }) => message);
    for (let at = 0; at < context.eventCount; at++) mistakes.push(context.getEventAt(at).message);
    return { parsed, mistakes };
  };
  const { parsed, mistakes } = read(content);
  assert.deepEqual(mistakes, []);
  const texts = [];
  for (let at = 0; at < parsed.getItemCount(); at++) {
    const item = parsed.getItemAt(at);
    const inline = item instanceof cards.RichTextBlock ? item.getInlineAt(0) : null;
    if (inline instanceof cards.TextRun) texts.push(inline.text);
  }
  assert.deepEqual(texts, [subject, ...text.split("\n\n")]);
  // That it would have found something.
  assert.notDeepEqual(read({ ...content, actions: [{ type: "Action.OpenUrl", title: "Open" }] }).mistakes, []);
  assert.notDeepEqual(read({ ...content, body: [{ type: "TextBlock", text: "x", size: "huge" }] }).mistakes, []);
});

test("Slack: Block Kit in which a device can neither format nor call the channel", () => {
  assert.deepEqual(BODIES.slack(hostileMessage({ to: "U012AB3CD" })), {
    text: "<@U012AB3CD> HIGH: *Boiler* &lt;!channel&gt; &amp; @all, House",
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "header", text: { type: "plain_text", text: subject, emoji: false } },
      { type: "section", text: { type: "plain_text", text, emoji: false } },
      { type: "section", text: { type: "mrkdwn", text: `<@U012AB3CD> <${link}|Open>` } },
    ],
  });
  const long = BODIES.slack(hostileMessage({ text: "x".repeat(5000), subject: "y".repeat(200) })) as {
    blocks: { text: { text: string } }[];
  };
  assert.deepEqual(
    long.blocks.slice(0, 2).map((block) => block.text.text.length),
    [150, 3000],
  );
});

test("Mattermost: an attachment whose code block nothing ends", () => {
  assert.deepEqual(BODIES.mattermost(hostileMessage({ to: "room" })), {
    attachments: [
      {
        fallback: subject,
        color: "#d97706",
        title: "HIGH\\: \\*Boiler\\* \\<\\!channel\\> & \\@all, House",
        title_link: link,
        text: `\`\`\`\n${text.replace("```", "'''")}\n\`\`\``,
      },
    ],
  });
  assert.equal((BODIES.mattermost(hostileMessage({ to: "anna" })) as { text: string }).text, "@anna");
});

test("the room gets it by POST; what the program answers decides", async (t) => {
  const table = [
    [200, "ok", "accepted"],
    [202, "", "accepted"],
    [400, "invalid_blocks", "rejected"],
    [404, "no_service", "rejected"],
    [410, "channel_is_archived", "rejected"],
    [429, "slow", "retry"],
    [500, "rollup_error", "retry"],
  ] as const;
  let row = 0;
  const program = await openFarSide(t, () => {
    const [status = 599, body = ""] = table[row] ?? [];
    return { status, body, headers: { "retry-after": "3" } };
  });
  const url = `${program.url}/services/T0/B0/secret`;
  const line = await chatWebhook.open(Settings.parse({ format: "slack", url }), channelHost().host);
  t.after(() => line[Symbol.asyncDispose]());
  for (row = 0; row < table.length; row++) {
    const [status, , outcome] = table[row] ?? assert.fail();
    const delivery = await line.deliver(hostileMessage(), never);
    assert.equal(delivery.outcome, outcome, String(status));
    assert.doesNotMatch(delivery.because, /secret/, "the address is the key to the room");
  }
  assert.deepEqual([program.asked[0]?.method, program.asked[0]?.path], ["POST", "/services/T0/B0/secret"]);
  assert.equal((await line.check()).ok, false, "the last answer was a failure");
});

test("nobody's address can name everybody or write markup", () => {
  for (const address of ["!channel>", "a b", "<x", "a|b", ""])
    assert.equal(chatWebhook.address.safeParse(address).success, false, address);
  for (const address of ["room", "U012AB3CD", "anna@plant.example", "anna.m"])
    assert.equal(chatWebhook.address.safeParse(address).success, true, address);
});
