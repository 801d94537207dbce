import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * Builds the operator page to `dist`. Nothing is inlined and nothing is fetched from elsewhere, so that the server can
 * send `Content-Security-Policy: default-src 'self'` without exceptions.
 * For work on the page: `npx vite web`, with the server's address in TOCSIN_URL.
 */
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", worker: "src/push/worker.ts" },
      // The service worker keeps its address: a browser asks there whether it has changed.
      output: { entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js") },
    },
  },
  server: { proxy: { "/api": { target: process.env["TOCSIN_URL"] ?? "https://127.0.0.1:4443", secure: false } } },
});
