/** Reads one language as the tool that will read it does, and says what is wrong. */
export interface Parser {
  readonly language: string;
  /** The package that reads it. */
  readonly by: string;
  readonly reads: (path: string) => boolean;
  /** What is wrong with a text; nothing when it is right. */
  readonly faults: (text: string, path: string) => readonly string[] | Promise<readonly string[]>;
  /** Wrong texts that it has to refuse: a check that cannot fail is none. */
  readonly wrong: Readonly<Record<string, string>>;
}

/** The message of whatever `read` throws, as a list. */
export async function thrown(read: () => unknown): Promise<string[]> {
  try {
    await read();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
