import { queryOptions } from "@tanstack/react-query";
import { call, get } from "../api/client.ts";
import type { SiteDocument } from "../api/contract.ts";

type Template = SiteDocument<"template">;

/** What Tocsin says by itself, and what can stand in a template. */
export interface OwnWords {
  /** Name to what it stands for. */
  readonly placeholders: Readonly<Record<string, string>>;
  /** Message to the names that it knows. */
  readonly messages: Readonly<Record<string, readonly string[]>>;
  readonly defaults: readonly (Pick<Template, "message" | "subject" | "text"> & {
    readonly language: NonNullable<Template["language"]>;
  })[];
}

export const ownWordsQuery = queryOptions({
  queryKey: ["message-templates"],
  queryFn: () => get<OwnWords>("/api/v1/message-templates"),
});

interface Preview {
  readonly subject: string;
  readonly text: string;
  readonly short: string;
}

export const previewQuery = (template: Template) =>
  queryOptions({
    queryKey: ["message-templates", "preview", template],
    queryFn: () => call<Preview>("POST", "/api/v1/message-templates/preview", { template }),
    retry: false,
    gcTime: 0,
  });

export const channelKindsQuery = queryOptions({
  queryKey: ["kinds"],
  queryFn: () => get<{ channels: readonly { name: string; title: string }[] }>("/api/v1/kinds"),
});
