import { choice, readSettings, whole } from "./settings.js";

// Every setting of this worker: its variable, its default, and what it may be. Times are milliseconds.
export const readConfig = readSettings({
  logLevel: choice("LOG_LEVEL", "info", ["debug", "info", "warn", "error"]),
  workInterval: whole("WORK_INTERVAL_MS", 10_000),
  workTimeout: whole("WORK_TIMEOUT_MS", 60_000, { least: 1 }),
  stopTimeout: whole("STOP_TIMEOUT_MS", 30_000),
});

// main.js refuses to start where there are problems.
export const { config, problems } = readConfig(process.env);
