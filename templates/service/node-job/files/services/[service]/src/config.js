import { choice, readSettings, whole } from "./settings.js";

// Every setting of this job: its variable, its default, and what it may be. Times are milliseconds.
export const readConfig = readSettings({
  logLevel: choice("LOG_LEVEL", "info", ["debug", "info", "warn", "error"]),
  runTimeout: whole("RUN_TIMEOUT_MS", 600_000, { least: 1 }),
});

// main.js refuses to start where there are problems.
export const { config, problems } = readConfig(process.env);
