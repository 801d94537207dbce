import "@mantine/core/styles.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/alarms.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "./api/client.ts";
import { App } from "./app.tsx";
import { registerWorker } from "./push/device.ts";
import { Looked } from "./screen/look-desk.tsx";
import { language } from "./texts/language.ts";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the server refuses, it will refuse again.
      retry: (times, error) => times < 2 && error instanceof Problem && error.status === 0,
    },
  },
});

void registerWorker();

// What nearly everybody opens comes while the server is asked who is there; what keeps it away is told when it is drawn.
if (location.pathname === "/") import("./alarms/page.tsx").catch(() => undefined);

const root = document.getElementById("root");
if (root) {
  document.documentElement.lang = language;
  createRoot(root).render(
    <StrictMode>
      <Looked>
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </Looked>
    </StrictMode>,
  );
}
