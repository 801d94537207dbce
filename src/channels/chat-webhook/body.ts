import type { Priority } from "#events/event.ts";
import type { Message } from "../channel.ts";
import { type FORMATS, ROOM } from "./settings.ts";

type Body = (message: Message) => object;

/** What each program's webhook wants. Nothing that a device says can format, name anybody or link anywhere. */
export const BODIES: Readonly<Record<(typeof FORMATS)[number], Body>> = {
  teams: teamsCard,
  slack: slackBlocks,
  mattermost: mattermostPost,
};

const TEAMS_COLOURS: Readonly<Record<Priority, string>> = {
  "life-safety": "attention",
  critical: "attention",
  high: "warning",
  medium: "accent",
  low: "default",
};

/**
 * An Adaptive Card 1.4 for the Workflows trigger "When a Teams webhook request is received". What a device says stands in
 * `TextRun`s, which know no Markdown.
 */
function teamsCard({ to, personName, subject, text, priority, kind, link }: Message): object {
  const run = (content: string, more: object = {}) => ({
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text: content, ...more }],
  });
  const color = kind === "cleared" ? "good" : TEAMS_COLOURS[priority];
  const mention = `<at>${personName.replace(/[<>&*_[\]()`#\\]/gu, " ")}</at>`;
  const named = to !== ROOM;
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            run(subject, { weight: "bolder", size: "large", color }),
            ...paragraphs(text).map((part) => run(part)),
            ...(named ? [{ type: "TextBlock", text: mention, wrap: true }] : []),
          ],
          ...(link === undefined ? {} : { actions: [{ type: "Action.OpenUrl", title: "Open", url: link }] }),
          msteams: {
            width: "Full",
            ...(named
              ? { entities: [{ type: "mention", text: mention, mentioned: { id: to, name: personName } }] }
              : {}),
          },
        },
      },
    ],
  };
}

/** Slack cuts a header at 150 and a section at 3,000 characters. */
const SLACK_HEADER = 150;
const SLACK_SECTION = 3000;

/** Block Kit; what a device says stands in `plain_text`, which knows no formatting. `text` is for the lock screen. */
function slackBlocks({ to, subject, text, link }: Message): object {
  const plain = (content: string) => ({ type: "plain_text", text: content, emoji: false });
  const calls = to === ROOM ? "" : `<@${to}>`;
  const opens = link === undefined ? "" : `<${link}|Open>`;
  const last = [calls, opens].filter(Boolean).join(" ");
  return {
    text: `${calls}${calls ? " " : ""}${slackEscape(subject)}`,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "header", text: plain(shortened(subject, SLACK_HEADER)) },
      { type: "section", text: plain(shortened(text, SLACK_SECTION)) },
      ...(last ? [{ type: "section", text: { type: "mrkdwn", text: last } }] : []),
    ],
  };
}

/** The three characters of "Escaping text" in Slack's reference on formatting. */
function slackEscape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const MATTERMOST_COLOURS: Readonly<Record<Priority, string>> = {
  "life-safety": "#c1121f",
  critical: "#c1121f",
  high: "#d97706",
  medium: "#2563eb",
  low: "#64748b",
};
const MATTERMOST_TEXT = 7000;

/** A message attachment; what a device says stands in a code block, and nothing in it ends the block. */
function mattermostPost({ to, subject, text, priority, kind, link }: Message): object {
  const shown = shortened(text, MATTERMOST_TEXT).replace(/`{3,}/gu, "'''");
  return {
    ...(to === ROOM ? {} : { text: `@${to}` }),
    attachments: [
      {
        fallback: subject,
        color: kind === "cleared" ? "#15803d" : MATTERMOST_COLOURS[priority],
        title: subject.replace(/[\\`*_{}[\]()#+\-.!|~@:<>]/gu, "\\$&"),
        ...(link === undefined ? {} : { title_link: link }),
        text: `\`\`\`\n${shown}\n\`\`\``,
      },
    ],
  };
}

/** Empty lines part them. Teams refuses cards over about 28 kB. */
function paragraphs(text: string): string[] {
  return shortened(text, 10_000)
    .split(/\n{2,}/u)
    .filter((part) => part.trim() !== "");
}

function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/u, "")}…`;
}
