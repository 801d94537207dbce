import { Button } from "@mantine/core";
import { useState } from "react";
import { t } from "../page-texts.ts";

/** Puts a text where it can be pasted from, and says so. */
export function CopyButton({
  text,
  name,
}: {
  text: string /** Of what it is, for those who hear the page. */;
  name: string;
}) {
  const [copied, setCopied] = useState(false);
  return (
    <Button
      variant="default"
      onClick={() =>
        void navigator.clipboard?.writeText(text).then(
          () => setCopied(true),
          () => setCopied(false),
        )
      }
    >
      {copied ? t.tokens.copied : t.tokens.copy}
      <span className="hidden"> {name}</span>
    </Button>
  );
}
