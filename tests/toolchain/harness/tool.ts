/** One thing that a tool has to say about an emitted file. */
export interface Finding {
  /** Path in the tree, or empty where a tool names none. */
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** What a tool gets to work with. */
export interface Work {
  /** A private copy of the emitted tree that the tool may write into. */
  readonly root: string;
  /** Paths in the tree that this unit is about, sorted. */
  readonly files: readonly string[];
  /** Path of an executable that the tool's recipe installed, or of the one on the PATH. */
  readonly bin: (name: string) => string;
  /** Folder with the files that a `go-source` recipe keeps of a module. */
  readonly source: (module: string) => string;
  /** Run a program in `root`; its output and exit code, never an exception for a non-zero code. */
  readonly exec: (
    command: string,
    args: readonly string[],
    options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string },
  ) => Promise<Executed>;
  /** A folder that survives between runs, for this tool's version. */
  readonly cache: string;
}

export interface Executed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** How a tool comes onto a machine that does not have it. */
export type Recipe =
  /** `go install <package>@<version>`. */
  | { readonly kind: 'go'; readonly package: string; readonly version: string; readonly binary: string }
  /** `go build` in the module's own folder, so that its replaces and sums count. */
  | {
      readonly kind: 'go-module';
      readonly module: string;
      readonly version: string;
      readonly package: string;
      readonly binary: string;
      readonly flags?: readonly string[];
    }
  /** A small module of ours beside the tool: `go build` in `folder` with its committed go.sum. */
  | {
      readonly kind: 'go-own';
      readonly folder: string;
      readonly package: string;
      readonly binary: string;
      readonly flags?: readonly string[];
    }
  /** Files of a module (data, not a program), kept under their paths: schemas, definitions. */
  | { readonly kind: 'go-source'; readonly module: string; readonly version: string; readonly files: readonly string[] }
  /** The hash-locked Python set (harness/requirements.txt). */
  | { readonly kind: 'python'; readonly binary: string }
  /** A Terraform provider of HashiCorp, from a mirror on the machine or else from the registry. */
  | { readonly kind: 'provider'; readonly name: string; readonly version: string }
  /** A program that a machine either has or has not. */
  | { readonly kind: 'path'; readonly binary: string }
  /** A package of package.json, called from JavaScript. */
  | { readonly kind: 'npm'; readonly package: string };

export interface Tool {
  readonly name: string;
  /** The version that people and pipelines of the output use, and that we want to judge with. */
  readonly version: string;
  readonly tier: 1 | 2;
  readonly recipes: readonly Recipe[];
  /** The true version of the judge at hand; it differs from `version` where that cannot be had. Shown with `~` then. */
  readonly trueVersion?: (work: Pick<Work, 'exec' | 'bin'>) => Promise<string>;
  /** Other folders of tests/toolchain whose code or data it uses; a change there is a change of this tool. */
  readonly uses?: readonly string[];
  /** What else decides its verdict besides its version and folder, such as a pinned version that it judges against. */
  readonly configuration?: string;
  /** Which emitted files it reads. */
  readonly reads: (path: string) => boolean;
  /** False for a tool that reads everything and understands nothing of it, such as a search for secrets: it does not make a file count as read. */
  readonly covers?: false;
  /** Files that belong together, by a name; what a unit holds decides what is judged anew when one file changes. Default: one unit. */
  readonly units?: (
    files: readonly string[],
    tree: readonly string[],
    read: (path: string) => string,
  ) => Readonly<Record<string, readonly string[]>>;
  /** The reference stacks that are enough for it; a stack or tree that somebody names is judged in any case. Default: all. */
  readonly stacks?: readonly string[];
  /** How many units are judged at a time; more than one helps a tool that mostly waits. */
  readonly together?: number;
  /** What a green cell does not say although one might think so; printed below the table. */
  readonly unproven?: readonly string[];
  readonly run: (work: Work) => Promise<readonly Finding[]>;
  /** A tree with mistakes that this tool must find: path → text, and for each mistake what a finding's message must match. */
  readonly seed: { readonly files: Readonly<Record<string, string>>; readonly finds: RegExp | readonly RegExp[] };
}

export const tool = (definition: Tool): Tool => definition;
