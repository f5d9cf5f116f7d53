import { address, choice, readSettings, whole } from "./settings.js";

// Every setting of this service: its variable, its default, and what it may be. Times are milliseconds.
export const readConfig = readSettings({
  port: whole("PORT", 8080, { most: 65_535 }),
  logLevel: choice("LOG_LEVEL", "info", ["debug", "info", "warn", "error"]),
  stopDelay: whole("STOP_DELAY_MS", 5_000),
  stopTimeout: whole("STOP_TIMEOUT_MS", 20_000),
  upstreamUrl: address("UPSTREAM_URL"),
  upstreamTimeout: whole("UPSTREAM_TIMEOUT_MS", 1_000, { least: 1 }),
  upstreamBudget: whole("UPSTREAM_BUDGET_MS", 3_000, { least: 1 }),
});

// main.js refuses to start where there are problems.
export const { config, problems } = readConfig(process.env);
